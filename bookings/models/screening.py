import json

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.crypto import EncryptedTextField

from .bookings import Booking


class Screening(models.Model):
    """What somebody answered before a dose. Unreadable in the database; it can be erased."""

    booking = models.OneToOneField(Booking, models.CASCADE, related_name="screening")
    #: Which questions were asked; see ``bookings.screening.questions``.
    version = models.CharField(_("version of the questions"), max_length=20)
    #: JSON: ``yes``, the codes of the questions answered so, and ``details`` in their own words.
    sealed = EncryptedTextField(_("answers"))
    answered_at = models.DateTimeField(_("answered"), db_default=PortalNow())
    #: Who asked at the desk; nobody where the citizen answered alone.
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("asked by"),
        null=True,
        related_name="+",
    )
    #: Who looked at what was answered yes, and found that the dose can be given.
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("agreed by"),
        null=True,
        related_name="+",
    )
    agreed_at = models.DateTimeField(_("agreed"), null=True)

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="agreed_by_somebody",
            )
        ]
        indexes = [models.Index(fields=["answered_at"], name="screenings_to_forget")]

    def __str__(self):
        return f"{self.booking_id} ({self.version})"

    @property
    def answers(self):
        return json.loads(self.sealed)

    @property
    def yes(self):
        """The codes of the questions that were answered with yes."""
        return self.answers["yes"]

    @property
    def for_the_doctor(self):
        """Whether a doctor still has to look at it."""
        return bool(self.yes) and self.agreed_at is None

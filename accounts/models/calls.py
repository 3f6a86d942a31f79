import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow

from .people import Person

#: How long somebody identified on the telephone stays so.
CALL_LASTS = timedelta(minutes=30)


class CallQuerySet(models.QuerySet):
    def live(self):
        """Those whose caller is known and which are not over, by the database's clock."""
        return self.filter(person__isnull=False, ended_at=None, ends_at__gt=PortalNow())


class Call(models.Model):
    """Somebody on the telephone, or at a clinic's desk: what a verification is for who comes by
    the web.

    The row is written before the caller is looked for and has no person until one is
    found, so that whoever tries many numbers is held back. It never has a number.
    """

    class Door(models.TextChoices):
        """By which somebody came: also the channel of what is booked for them."""

        TELEPHONE = "call", _("call centre")
        CLINIC = "clinic", _("clinic")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    door = models.CharField(
        _("door"), max_length=10, choices=Door.choices, default="call", db_default="call"
    )
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="calls")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="calls")
    reason = models.CharField(_("reason"), max_length=200)
    created_at = models.DateTimeField(_("began"), db_default=PortalNow())
    ends_at = models.DateTimeField(_("ends"), db_default=PortalNow() + CALL_LASTS)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="call_has_a_reason")
        ]
        indexes = [models.Index(fields=["staff", "created_at"], name="calls_by_staff")]

    def __str__(self):
        return str(self.pk)

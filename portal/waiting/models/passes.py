from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.models import Person, Verification

from .places import Place

#: How long one pass lets somebody book; long enough for who reads slowly.
PASS_LASTS = timedelta(minutes=20)


class PassQuerySet(models.QuerySet):
    def live(self):
        return self.filter(ended_at=None, ends_at__gt=PortalNow())


class Pass(models.Model):
    """The right to be inside, for one person on one device, the newest, for some time."""

    class End(models.TextChoices):
        COMPLETED = "completed", _("booked")
        LEFT = "left", _("signed out")
        TIME = "time", _("time over")
        REPLACED = "replaced", _("taken over by a newer device")

    person = models.ForeignKey(Person, models.CASCADE, related_name="passes")
    #: Which device it is: the guard asks for this id, so that nothing is left to copy or to forge.
    verification = models.ForeignKey(Verification, models.CASCADE, related_name="passes")
    generation = models.PositiveIntegerField(default=1, db_default=1)
    place = models.ForeignKey(Place, models.SET_NULL, null=True)
    begins_at = models.DateTimeField(_("begins"), db_default=PortalNow())
    ends_at = models.DateTimeField(_("ends"), db_default=PortalNow() + PASS_LASTS)
    ended_at = models.DateTimeField(_("ended"), null=True)
    end = models.CharField(
        _("why it ended"), max_length=10, choices=End.choices, blank=True, default="", db_default=""
    )

    objects = PassQuerySet.as_manager()

    class Meta:
        verbose_name = _("pass")
        verbose_name_plural = _("passes")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="one_pass_a_person"
            ),
            models.CheckConstraint(
                condition=Q(begins_at__lt=F("ends_at")), name="pass_begins_before_it_ends"
            ),
        ]
        indexes = [
            models.Index(F("verification"), name="passes_of_a_device", condition=Q(ended_at=None)),
            models.Index(F("ends_at"), name="passes_live", condition=Q(ended_at=None)),
            models.Index(F("ended_at"), name="passes_ended"),
        ]

    def __str__(self):
        return str(self.pk)

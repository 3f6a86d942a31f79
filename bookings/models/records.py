from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.models import Person
from clinics.models import Vaccine

from .bookings import Booking
from .rounds import Campaign


class DoseRecord(models.Model):
    """A dose that was given: the vaccination history the portal keeps itself."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="doses")
    campaign = models.ForeignKey(Campaign, models.PROTECT)
    dose = models.PositiveSmallIntegerField(_("dose"))
    vaccine = models.ForeignKey(Vaccine, models.PROTECT, null=True)
    booking = models.OneToOneField(Booking, models.PROTECT, null=True)
    given_on = models.DateField(_("given"))

    class Meta:
        verbose_name = _("dose given")
        verbose_name_plural = _("doses given")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "campaign", "dose"], name="each_dose_given_once"
            )
        ]

    def __str__(self):
        return f"{self.person} {self.dose}"


class WorkItem(models.Model):
    """Something a machine could not settle and a person must."""

    class Kind(models.TextChoices):
        SECOND_DOSE = "second_dose", _("second dose without a place")

    booking = models.ForeignKey(
        Booking, models.CASCADE, verbose_name=_("booking"), related_name="work"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    created_at = models.DateTimeField(_("created"), db_default=PortalNow())
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("resolved by"),
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("work item")
        verbose_name_plural = _("work list")
        constraints = [
            models.UniqueConstraint(fields=["booking", "kind"], name="one_item_per_trouble")
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.booking}"

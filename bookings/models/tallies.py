"""Counts of bookings that the dashboard reads, so that no page ever counts them itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clinics.models import Region, VaccineGroup

from .bookings import Status
from .rounds import Campaign


class TallyState(models.Model):
    """Until which moment everything is counted. One row."""

    counted_until = models.DateTimeField(_("as of"), null=True)
    #: When the last count was done: how old the figures are.
    refreshed_at = models.DateTimeField(_("counted"), null=True)

    class Meta:
        verbose_name = _("state of the figures")
        verbose_name_plural = _("state of the figures")
        default_permissions = ()
        permissions = [("view_dashboard", "Can see the ministry's dashboard")]
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_state_of_tallies")]

    def __str__(self):
        return f"{self.counted_until}"


class Tally(models.Model):
    """How many bookings of one kind stand at one status. What a part does not ask for is empty."""

    class Part(models.TextChoices):
        #: By the hour in which they were made, by the day of the visit, by where and who.
        HOUR = "hour", _("by hour")
        VISIT = "visit", _("by day of the visit")
        COHORT = "cohort", _("by province, age and vaccine")
        DISTRICT = "district", _("by district")
        MINUTE = "minute", _("by minute")

    part = models.CharField(max_length=10, choices=Part.choices)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    dose = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, blank=True, default="")
    hour = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    #: The first of five years of birth.
    band = models.SmallIntegerField(null=True)
    group = models.ForeignKey(VaccineGroup, models.PROTECT, null=True, related_name="+")
    count = models.IntegerField()

    class Meta:
        verbose_name = _("count of bookings")
        verbose_name_plural = _("counts of bookings")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "part", "campaign", "dose", "status", "hour", "day", "region", "band", "group",
                ],
                name="one_tally_per_kind",
                nulls_distinct=False,
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.part} {self.count}"


class Supplied(models.Model):
    """Places or wasted doses of a day in a province, or residents of five years of birth: what is
    set beside."""

    class Part(models.TextChoices):
        PLACES = "places", _("places")
        RESIDENTS = "residents", _("residents")
        WASTE = "waste", _("waste")

    part = models.CharField(max_length=10, choices=Part.choices)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    day = models.DateField(null=True)
    group = models.ForeignKey(VaccineGroup, models.PROTECT, null=True, related_name="+")
    band = models.SmallIntegerField(null=True)
    count = models.BigIntegerField()
    taken = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("places or residents")
        verbose_name_plural = _("places and residents")
        default_permissions = ()

    def __str__(self):
        return f"{self.part} {self.region_id}: {self.count}"

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.models import Person
from clinics.models import Lot, Vaccine

from .bookings import Booking, via
from .doses import count_doses
from .rounds import Campaign
from .triggers import tell_of_work


class DoseRecord(models.Model):
    """A dose that was given: the vaccination history the portal keeps itself.

    It is taken back with the reason in its booking's history, never changed. A dose known from
    elsewhere has neither booking nor lot.
    """

    class Site(models.TextChoices):
        LEFT_ARM = "left_arm", _("left upper arm")
        RIGHT_ARM = "right_arm", _("right upper arm")
        LEFT_THIGH = "left_thigh", _("left thigh")
        RIGHT_THIGH = "right_thigh", _("right thigh")
        OTHER = "other", _("elsewhere on the body")

    class Screened(models.TextChoices):
        WEB = "web", _("answered by the citizen")
        DESK = "desk", _("asked at the desk")
        PAPER = "paper", _("asked on paper")

    person = models.ForeignKey(Person, models.CASCADE, related_name="doses")
    campaign = models.ForeignKey(Campaign, models.PROTECT)
    dose = models.PositiveSmallIntegerField(_("dose"))
    vaccine = models.ForeignKey(Vaccine, models.PROTECT, null=True)
    booking = models.OneToOneField(Booking, models.PROTECT, null=True)
    lot = models.ForeignKey(
        Lot, models.PROTECT, verbose_name=_("lot"), null=True, related_name="doses"
    )
    site = models.CharField(
        _("injection site"), max_length=12, choices=Site.choices, blank=True,
        default="", db_default="",
    )  # fmt: skip
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("given by"),
        null=True,
        related_name="+",
    )
    given_on = models.DateField(_("given"))
    #: How the screening questions were asked; empty for a dose known from elsewhere.
    screened = models.CharField(
        _("screening"), max_length=6, choices=Screened.choices, blank=True,
        default="", db_default="",
    )  # fmt: skip
    #: Names the dose on a proof of vaccination; nobody guesses it.
    code = models.UUIDField(unique=True, editable=False, db_default=RandomUUID())

    class Meta:
        verbose_name = _("dose given")
        verbose_name_plural = _("doses given")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "campaign", "dose"], name="each_dose_given_once"
            )
        ]
        triggers = count_doses()

    def __str__(self):
        return f"{self.person} {self.dose}"


class WorkItemQuerySet(models.QuerySet):
    def open(self):
        return self.filter(resolved_at=None)


class WorkItem(models.Model):
    """Something a machine could not settle and a person must."""

    class Kind(models.TextChoices):
        SECOND_DOSE = "second_dose", _("second dose without a place")
        SUPPLY = "supply", _("appointment without vaccine")

    class Cause(models.TextChoices):
        NO_PLACE = "no_place", _("no place inside the interval")
        CANCELLED = "cancelled", _("the second dose alone was cancelled")
        MOVED = "moved", _("the first dose was moved")
        INTERVAL = "interval", _("the interval was changed")
        SUPPLY = "supply", _("vaccine or clinic missing")
        RETURNED = "returned", _("a missed first dose was given after all")

    class Outcome(models.TextChoices):
        BOOKED = "booked", _("a place was found")
        CLOSED = "closed", _("closed without a place")
        OVER = "over", _("no longer needed")

    booking = models.ForeignKey(
        Booking, models.CASCADE, verbose_name=_("booking"), related_name="work"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    cause = models.CharField(
        _("cause"), max_length=20, choices=Cause.choices, default="no_place", db_default="no_place"
    )
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
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=Outcome.choices, blank=True, default="", db_default=""
    )
    channel = models.CharField(
        _("channel"), max_length=10, choices=via, blank=True, default="", db_default=""
    )
    note = models.CharField(_("reason"), max_length=200, blank=True, default="", db_default="")

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("work item")
        verbose_name_plural = _("work list")
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "kind"],
                condition=Q(resolved_at=None),
                name="one_open_item_per_trouble",
            )
        ]
        triggers = tell_of_work()

    def __str__(self):
        return f"{self.get_kind_display()} {self.booking}"

    # Django's ``get_kind_display`` makes a dictionary of all choices for each row of a list.
    @property
    def trouble(self):
        return self.Kind(self.kind).label

    @property
    def because(self):
        return self.Cause(self.cause).label

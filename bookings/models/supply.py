"""What staff do with many bookings at once when vaccine, a clinic, a day or places are missing.

An act is one row: what happened, whom it concerns, who began it and why. Its items say what
became of each booking; they are the work that is left, and a dead worker leaves them as they were.
"""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from clinics.models import Clinic, Region, Slot, Vaccine

from .bookings import Booking
from .events import BookingEvent


class SupplyActQuerySet(models.QuerySet):
    def running(self):
        return self.filter(state=SupplyAct.State.RUNNING).order_by("pk")


class SupplyAct(models.Model):
    """One change of supply. What it says never changes; only its state does."""

    class Kind(models.TextChoices):
        LATE = "late", _("delivery late")
        RECALL = "recall", _("lot recalled")
        SWAP = "swap", _("other vaccine of the group")
        DROPOUT = "dropout", _("clinic drops out")
        CLOSED = "closed", _("days closed")
        FEWER = "fewer", _("fewer places")

    class State(models.TextChoices):
        DRAFT = "draft", _("prepared")
        RUNNING = "running", _("running")
        STOPPED = "stopped", _("stopped")
        FINISHED = "finished", _("finished")
        DISCARDED = "discarded", _("discarded")

    class Otherwise(models.TextChoices):
        MOVE = "move", _("move to a later day, with the vaccine they have")
        LIST = "list", _("put on the work list")
        CANCEL = "cancel", _("cancel")

    kind = models.CharField(_("what happened"), max_length=10, choices=Kind.choices)
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name=_("region"), null=True, related_name="+"
    )
    #: Empty: every clinic of the region, and without a region of the country.
    clinics = ArrayField(models.BigIntegerField(), verbose_name=_("clinics"), default=list)
    vaccine = models.ForeignKey(
        Vaccine, models.PROTECT, verbose_name=_("vaccine"), null=True, related_name="+"
    )
    replacement = models.ForeignKey(
        Vaccine, models.PROTECT, verbose_name=_("new vaccine"), null=True, related_name="+"
    )
    first_date = models.DateField(_("from"))
    last_date = models.DateField(_("until"), null=True)
    closes = models.BooleanField(_("no new bookings on these days"), default=True)
    #: Of fewer places: the times, and how many each takes from now on.
    slots = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    capacities = ArrayField(models.SmallIntegerField(), default=list, db_default=[])
    within_km = models.PositiveSmallIntegerField(_("clinics within km"), default=10)
    #: What becomes of people whom the new vaccine does not fit, and of those without a place.
    unfit = models.CharField(
        _("whom it does not fit"), max_length=10, choices=Otherwise.choices, default="move"
    )
    placeless = models.CharField(
        _("who finds no place"), max_length=10, choices=Otherwise.choices, default="list"
    )
    reason = models.CharField(_("reason"), max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("prepared by"), related_name="+"
    )
    made_at = models.DateTimeField(_("prepared"), db_default=PortalNow())
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    #: The counts that were shown before it began.
    preview = models.JSONField(default=dict)
    previewed_at = models.DateTimeField(_("previewed"), null=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("started by"), null=True,
        related_name="+",
    )  # fmt: skip
    started_at = models.DateTimeField(_("started"), null=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("last stopped by"), null=True,
        related_name="+",
    )  # fmt: skip
    stopped_at = models.DateTimeField(_("last stopped"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = SupplyActQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("change of supply")
        verbose_name_plural = _("changes of supply")
        default_permissions = ("view",)
        permissions = [("manage_supply", "Can move and cancel bookings when supply changes")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_date=None) | Q(first_date__lte=F("last_date")),
                name="supply_days_in_order",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="supply_act_has_a_reason",
                violation_error_message=_("Please say why."),
            ),
            models.CheckConstraint(
                condition=Q(kind="dropout", vaccine=None) & ~Q(clinics=[])
                | Q(kind="closed", vaccine=None, last_date__isnull=False, region=None)
                | Q(kind="fewer", vaccine=None, last_date__isnull=False) & ~Q(clinics=[])
                | ~Q(kind__in=["dropout", "closed", "fewer"])
                & Q(vaccine__isnull=False, last_date__isnull=False),
                name="supply_act_says_what",
            ),
            models.CheckConstraint(
                condition=Q(kind="fewer", slots__len__gt=0, slots__len=F("capacities__len"))
                | ~Q(kind="fewer") & Q(slots=[], capacities=[]),
                name="only_fewer_places_name_times",
            ),
            models.CheckConstraint(
                condition=Q(kind="swap") ^ Q(replacement=None), name="only_a_swap_replaces"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"], started_at=None)
                | Q(state__in=["running", "stopped"], started_at__isnull=False, finished_at=None)
                | Q(state="finished", finished_at__isnull=False),
                name="supply_act_stands_somewhere",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(state="running"), name="supply_at_work")]
        triggers = [
            pgtrigger.ReadOnly(
                name="says_the_same",
                fields=[
                    "kind", "region", "clinics", "vaccine", "replacement", "first_date",
                    "last_date", "closes", "slots", "capacities", "within_km", "unfit",
                    "placeless", "reason", "made_by", "made_at",
                ],
            ),
            pgtrigger.Protect(name="never_forgotten", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_kind_display()} {self.first_date}"

    @property
    def started(self):
        return self.started_at is not None

    @property
    def where(self):
        """The clinics in words."""
        if self.clinics:
            names = Clinic.objects.filter(pk__in=self.clinics).values_list("name", flat=True)
            return ", ".join(names)
        return str(self.region) if self.region else _("The whole country")


class SupplyItem(models.Model):
    """One booking that an act concerns, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("to do")
        MOVED = "moved", _("moved")
        SWAPPED = "swapped", _("other vaccine")
        CANCELLED = "cancelled", _("cancelled")
        LISTED = "listed", _("on the work list")
        SPARED = "spared", _("changed by others meanwhile")
        FAILED = "failed", _("could not be settled")

    class Why(models.TextChoices):
        """What kept a booking from being treated like the others."""

        AGE = "age", _("age")
        FIRST_DOSE = "first_dose", _("first dose of another vaccine")
        NO_PLACE = "no_place", _("no place")
        INTERVAL = "interval", _("belongs to a first dose that changed")

    act = models.ForeignKey(SupplyAct, models.PROTECT, related_name="items")
    booking = models.ForeignKey(
        Booking, models.PROTECT, verbose_name=_("booking"), related_name="supply_items"
    )
    state = models.CharField(
        _("what became of it"), max_length=10, choices=State.choices, default="waiting",
        db_default="waiting",
    )  # fmt: skip
    why = models.CharField(
        _("because"), max_length=10, choices=Why.choices, blank=True, default="", db_default=""
    )
    old_slot = models.ForeignKey(Slot, models.PROTECT, related_name="+")
    #: The change it made, whose message says why.
    event = models.OneToOneField(
        BookingEvent, models.PROTECT, null=True, related_name="supply_item"
    )

    class Meta:
        verbose_name = _("booking of a change of supply")
        verbose_name_plural = _("bookings of a change of supply")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["act", "booking"], name="settled_once_per_act")
        ]
        indexes = [
            models.Index(
                fields=["act", "id"], condition=Q(state="waiting"), name="supply_items_to_do"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="settled_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__df="waiting"),
            ),
            pgtrigger.Protect(name="never_forgotten", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.booking} {self.get_state_display()}"

"""Places. Capacity is a constraint: no code path can oversell a slot or a day.

``Slot.taken`` is raised and lowered by the booking table's triggers; a slot's
own triggers pass every change of it on to the day's two summaries. All of them
run once per statement and lock rows in the order slot, day's places, clinic
day, each by id, so that a single booking and a batch of five hundred can never
wait for each other in a circle.
"""

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import Abs, Extract
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow, written

from .clinics import Clinic
from .remembering import remember
from .vaccines import VaccineGroup


class ClinicDay(models.Model):
    """One clinic's day over all vaccine groups: doctors × 100 people at most."""

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="days")
    date = models.DateField(_("date"))
    limit = models.PositiveSmallIntegerField(_("limit"))
    taken = models.SmallIntegerField(_("taken"), default=0)

    class Meta:
        verbose_name = _("clinic day")
        verbose_name_plural = _("clinic days")
        constraints = [
            models.UniqueConstraint(fields=["clinic", "date"], name="one_day_per_clinic"),
            models.CheckConstraint(
                condition=Q(taken__gte=0, taken__lte=F("limit")),
                name="day_within_limit",
                violation_error_message=_("The clinic sees no more people that day."),
            ),
        ]

    def __str__(self):
        return f"{self.clinic} {self.date}"


def keep_capacity(name, operation, old, condition):
    """Write down each change of a day's capacity. A booking, which changes only what is taken,
    pays for a comparison of two numbers."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        condition=pgtrigger.Condition(condition),
        func=f"""
            INSERT INTO clinics_capacitychange (places_id, old, new)
            VALUES (NEW.id, {old}, NEW.capacity);
            RETURN NULL;
        """,
    )


class DayPlaces(models.Model):
    """The sum of one day's slots of one vaccine group: what search reads."""

    day = models.ForeignKey(ClinicDay, models.CASCADE, related_name="places")
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="+")
    group = models.ForeignKey(VaccineGroup, models.PROTECT, related_name="+")
    date = models.DateField(_("date"))
    capacity = models.IntegerField(_("capacity"), default=0)
    taken = models.IntegerField(_("taken"), default=0)

    class Meta:
        verbose_name = _("places of a day")
        verbose_name_plural = _("places of days")
        constraints = [
            models.UniqueConstraint(fields=["clinic", "group", "date"], name="one_sum_per_day")
        ]
        triggers = [
            keep_capacity("capacity_begun", pgtrigger.Insert, "0", "NEW.capacity <> 0"),
            keep_capacity(
                "capacity_changed",
                pgtrigger.UpdateOf("capacity"),
                "OLD.capacity",
                "NEW.capacity <> OLD.capacity",
            ),
        ]

    def __str__(self):
        return f"{self.clinic} {self.date}: {self.capacity - self.taken}"


class CapacityChange(models.Model):
    """How many places a day had before their number changed: what reports read of the past."""

    places = models.ForeignKey(DayPlaces, models.CASCADE, related_name="+")
    old = models.IntegerField()
    new = models.IntegerField()
    at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        verbose_name = _("change of a day's places")
        verbose_name_plural = _("changes of days' places")
        default_permissions = ()
        indexes = [BrinIndex(fields=["at"], name="capacities_by_time", autosummarize=True)]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.places_id}: {self.old} → {self.new}"


class SlotQuerySet(models.QuerySet):
    def to_come(self):
        return self.filter(starts_at__gt=PortalNow())

    def open(self):
        """Still to come and with a free place, on a day that has one too."""
        return self.to_come().filter(
            taken__lt=F("capacity"), places__day__taken__lt=F("places__day__limit")
        )

    def nearest(self, slot):
        """Others at the same clinic with the same vaccine, the nearest in time first."""
        away = ExpressionWrapper(F("starts_at") - slot.starts_at, DurationField())
        return (
            self.filter(clinic=slot.clinic_id, group=slot.group_id)
            .exclude(pk=slot.pk)
            .order_by(Abs(Extract(away, "epoch")), "starts_at")
        )


# How a statement on slots reaches the two summaries. {change} yields one row per
# changed slot: places_id, capacity, taken (both as differences). Leftover doses are no
# places of the day: they are there because somebody who counts among its people did not come.
PASS_ON = """
    IF (SELECT count(*) FROM {rows}) > 1 THEN
        PERFORM 1 FROM clinics_dayplaces WHERE id IN (SELECT places_id FROM {rows})
            ORDER BY id FOR NO KEY UPDATE;
        PERFORM 1 FROM clinics_clinicday WHERE id IN (
            SELECT day_id FROM clinics_dayplaces WHERE id IN (SELECT places_id FROM {rows}))
            ORDER BY id FOR NO KEY UPDATE;
    END IF;
    UPDATE clinics_dayplaces p SET capacity = p.capacity + c.capacity, taken = p.taken + c.taken
        FROM (SELECT places_id, sum(capacity) AS capacity, sum(taken) AS taken
              FROM ({change}) AS changed GROUP BY places_id) AS c
        WHERE p.id = c.places_id AND (c.capacity, c.taken) <> (0, 0);
    UPDATE clinics_clinicday d SET taken = d.taken + c.taken
        FROM (SELECT p.day_id, sum(changed.taken) AS taken
              FROM ({change}) AS changed JOIN clinics_dayplaces p ON p.id = changed.places_id
              GROUP BY p.day_id) AS c
        WHERE d.id = c.day_id AND c.taken <> 0;
    RETURN NULL;
"""


def pass_on(name, operation, change, **referencing):
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**referencing),
        func=PASS_ON.format(change=change, rows=next(iter(referencing.values()))),
    )


class Slot(models.Model):
    """Half an hour at one clinic with one vaccine group, or the leftover doses of one batch."""

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="slots")
    group = models.ForeignKey(VaccineGroup, models.PROTECT, related_name="+")
    places = models.ForeignKey(DayPlaces, models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    capacity = models.SmallIntegerField(_("capacity"))
    taken = models.SmallIntegerField(_("taken"), default=0, db_default=0)
    #: Holds leftover doses, from when they were published until they cannot be used any more. It
    #: began when it was made, so no search and no booking of a time ever finds it.
    leftover = models.BooleanField(_("leftover doses"), default=False, db_default=False)
    #: What people have set in place of what hours and doctors give; those days that are shut
    #: stay shut.
    by_hand = models.SmallIntegerField(_("set by hand"), null=True, blank=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "group", "starts_at"], name="one_slot_per_time"
            ),
            models.CheckConstraint(
                condition=Q(taken__gte=0, taken__lte=F("capacity")),
                name="slot_within_capacity",
                violation_error_message=_("This time is full."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="slot_in_order",
                violation_error_message=_("A slot ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(by_hand=None) | Q(by_hand__gte=0), name="by_hand_not_below_none"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(by_hand__lt=F("capacity")), name="slots_being_lowered"
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="slot_stays_where_it_is",
                fields=["clinic", "group", "places", "starts_at", "leftover"],
            ),
            pass_on(
                "slot_added",
                pgtrigger.Insert,
                "SELECT places_id, capacity, taken FROM added WHERE NOT leftover",
                new="added",
            ),
            pass_on(
                "slot_changed",
                pgtrigger.Update,
                "SELECT n.places_id, n.capacity - o.capacity AS capacity,"
                " n.taken - o.taken AS taken FROM after n JOIN before o USING (id)"
                " WHERE NOT n.leftover",
                new="after",
                old="before",
            ),
            pass_on(
                "slot_removed",
                pgtrigger.Delete,
                "SELECT places_id, -capacity AS capacity, -taken AS taken FROM removed"
                " WHERE NOT leftover",
                old="removed",
            ),
            remember(
                "slot",
                "clinic_id",
                ["starts_at", "group_id", "capacity", "by_hand"],
                pgtrigger.UpdateOf("by_hand"),
                pgtrigger.AnyChange("by_hand"),
            ),
        ]

    def __str__(self):
        return f"{self.clinic} {written(self.starts_at)}"

    @cached_property
    def free(self):
        """Whether it is still to come and has a place, as far as a look can tell."""
        return Slot.objects.open().filter(pk=self.pk).exists()

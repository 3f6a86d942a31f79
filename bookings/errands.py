"""Where a dose may go: the vaccine, the days and the free times, and what the second dose does.

An errand is the wish for another time for a booking, or for a time for a second dose that has
none. For telling people; the statement that writes (``bookings.desk``) asks the same again.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Least

from clinics.models import Closure, Shortage, Slot, VaccineGroup

from .confirmation.second_doses import PLACE
from .models import Booking

#: How many other times are offered.
OFFERED = 6

#: The second dose that a first dose at this slot would have.
SECOND_AFTER = f"""
SELECT slot.id
FROM clinics_slot s
JOIN clinics_dayplaces first ON first.id = s.places_id
JOIN clinics_vaccine v ON v.id = %(vaccine)s
{PLACE.format(earliest="first.date")}
WHERE s.id = %(slot)s
"""


@dataclass(frozen=True)
class Errand:
    """What may be chosen: any free time of a vaccine group, days ``first`` and ``last`` included.

    ``booking`` is the booking that moves, or else the first dose whose second is wanted.
    """

    booking: Booking
    group: VaccineGroup
    first: date
    last: date
    moves: bool = True

    @property
    def dose(self):
        return self.booking.dose if self.moves else 2

    def search(self):
        """The terms of a clinic search."""
        return {"group": self.group.code, "since": self.first, "until": self.last}

    def slots(self):
        """Times to come on these days, with the places ``left``: the booking that moves uses
        up none of its own day's."""
        own_day = self.booking.slot.places.day_id if self.moves else None
        own = Case(When(places__day=own_day, then=1), default=0)
        slots = Slot.objects.to_come().filter(
            group=self.group,
            places__date__range=(self.first, self.last),
            clinic__active=True,
            clinic__vaccinates=True,
        )
        shut = Closure.objects.filter(
            Q(clinic=OuterRef("clinic")) | Q(clinic=None), date=OuterRef("places__date")
        )
        short = Shortage.objects.filter(
            Q(group=self.group) | Q(group=None),
            Q(last_date__gte=OuterRef("places__date")) | Q(last_date=None),
            clinic=OuterRef("clinic"),
            first_date__lte=OuterRef("places__date"),
        )
        left_that_day = F("places__day__limit") - F("places__day__taken") + own
        return (
            slots.exclude(pk=self.booking.slot_id)
            .exclude(Exists(shut))
            .exclude(Exists(short))
            .annotate(left=Least(F("capacity") - F("taken"), left_that_day))
        )

    def free(self):
        return self.slots().filter(left__gt=0)

    def times(self, clinic, day):
        """The times of a clinic's day."""
        slots = self.slots().filter(clinic=clinic, places__date=day, capacity__gt=0)
        return slots.select_related("group").order_by("starts_at")

    def nearest(self, slot):
        """The free times nearest to one that is gone, at the same clinic."""
        return self.free().nearest(slot)[:OFFERED]


@dataclass(frozen=True)
class Sequel:
    """Where the second dose will be when the first moves: at ``slot``, or nowhere yet."""

    second: Booking | None = None
    slot: Slot | None = None

    @property
    def told(self):
        """What a form says it told its reader: the slot's id, or nothing."""
        return self.slot and self.slot.pk

    @property
    def stays(self):
        return self.second is not None and self.told == self.second.slot_id

    @property
    def lost(self):
        return self.second is not None and self.slot is None


def to_change(booking):
    """The errand of moving a booking: a first dose inside the days of the round version that
    admitted it, a second inside its interval; to any clinic, with the same vaccine group.

    :returns: None for a second dose that no interval is known for.
    """
    if booking.dose == 1:
        version = booking.round_version
        return Errand(booking, booking.slot.group, version.vaccinate_from, version.vaccinate_to)
    days = second_dose_days(booking.first_dose)
    return days and Errand(booking, booking.slot.group, *days)


def to_find_second(first):
    """The errand of finding a second dose for a first that has none; None where none is needed."""
    days = second_dose_days(first)
    return days and Errand(first, first.slot.group, *days, moves=False)


def second_dose_days(first):
    """The first and the last day on which the second dose may be, or None.

    Days count from when the first was given, or will be; the interval is the one in force then.
    """
    given = getattr(first, "doserecord", None)
    day = given.given_on if given else first.slot.places.date
    interval = interval_after(first, day)
    return interval and (
        day + timedelta(days=interval.min_days),
        day + timedelta(days=interval.max_days),
    )


def interval_after(first, day):
    """The interval in force for a first dose on a day; None where one dose is all.

    :param first: its booking, whose product counts where it is known.
    """
    if first.vaccine is None:
        return first.slot.group.interval_after(day)
    if first.vaccine.doses < 2:
        return None
    return first.vaccine.intervals.filter(effective_from__lte=day).last()


def slot(pk):
    return Slot.objects.select_related("places", "clinic").filter(pk=pk).first()


def others_wait(slot):
    """Whether a place in this slot will be offered to people on the waiting list."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM in_line_for(%s))", [slot.pk])
        return cursor.fetchone()[0]


def sequel(first, slot):
    """What becomes of the second dose when a first dose moves to this slot.

    It stays while it is inside its interval; else it is planned as the confirmation plans it, at
    the clinic of the first.
    """
    second = (
        first.second_doses.filter(status=Booking.Status.CONFIRMED)
        .select_related("slot__places", "slot__clinic")
        .first()
    )
    if first.dose != 1 or second is None:
        return Sequel()
    interval = interval_after(first, slot.places.date)
    days = (second.slot.places.date - slot.places.date).days
    if interval is None or interval.min_days <= days <= interval.max_days:
        return Sequel(second, second.slot)
    return Sequel(second, second_after(first, slot))


def second_after(first, slot):
    """The slot of the second dose when the first is at this slot, as the confirmation plans it:
    at the same clinic, the standard interval later or on the next day that has a place."""
    vaccine = first.vaccine or first.slot.group.planned_as
    with connection.cursor() as cursor:
        cursor.execute(SECOND_AFTER, {"vaccine": vaccine.pk, "slot": slot.pk})
        (planned,) = cursor.fetchone()
    return planned and Slot.objects.select_related("places", "clinic").get(pk=planned)

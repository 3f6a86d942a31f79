"""A clinic's day in half hours: who comes, what happened, and how many places are free."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from accounts.clock import hour
from bookings.models import Booking
from bookings.models.bookings import Status
from clinics.models import Slot

#: Other after every change of the day's bookings and places, and found without opening a name:
#: a row that was written anew is another version of it, at another place in its table.
STATE = """
SELECT portal_now(), md5(string_agg(
    concat_ws(' ', s.xmin, s.ctid, b.xmin, b.ctid), ',' ORDER BY s.id, b.id))
FROM clinics_dayplaces p
JOIN clinics_slot s ON s.places_id = p.id
LEFT JOIN bookings_booking b ON b.slot_id = s.id
WHERE p.clinic_id = %s AND p.date = %s
"""


@dataclass
class HalfHour:
    """One time of the day with the bookings of all its vaccines, or the leftover doses that were
    published then."""

    starts_at: datetime
    ends_at: datetime
    leftover: bool = False
    bookings: list = field(default_factory=list)
    free: int = 0
    current: bool = False

    @property
    def counts(self):
        return tally(self.bookings)


class Board:
    """A clinic's day as it stands at one moment."""

    def __init__(self, clinic, date):
        self.clinic, self.date = clinic, date
        self.moment, state = look_at(clinic, date)
        slots = Slot.objects.filter(places__clinic=clinic, places__date=date)
        slots = list(slots.select_related("places__day", "group").order_by("starts_at"))
        self.halves = self.in_half_hours(slots)
        self.bookings = expected(slots)
        for booking in self.bookings:
            # Here and not in the template: a big centre has a thousand rows.
            booking.stage = stage(booking)
            booking.time = hour(booking.when)
            booking.arrived = booking.arrived_at and hour(booking.arrived_at)
            self.halves[key(booking.slot)].bookings.append(booking)
        day = slots[0].places.day if slots else None
        self.free = min(left(day), sum(half.free for half in self.halves.values())) if day else 0
        self.current = next((half for half in self.halves.values() if half.current), None)
        #: Known to the page, which asks by it whether there is news.
        self.version = f"{state}-{self.current.starts_at:%H%M}" if self.current else f"{state}"

    def in_half_hours(self, slots):
        halves = {}
        for slot in slots:
            half = halves.setdefault(
                key(slot), HalfHour(slot.starts_at, slot.ends_at, slot.leftover)
            )
            if slot.leftover:
                continue
            half.current = slot.starts_at <= self.moment < slot.ends_at
            if slot.starts_at > self.moment:
                half.free += min(slot.capacity - slot.taken, left(slot.places.day))
        return halves

    @property
    def times(self):
        """The half hours with something to say of them."""
        return [half for half in self.halves.values() if half.bookings or half.free or half.current]

    @property
    def counts(self):
        return tally(self.bookings)

    @property
    def people(self):
        return [booking.person for booking in self.bookings]


def key(slot):
    return slot.starts_at, slot.leftover


def look_at(clinic, date):
    """The portal's moment, and what is another text whenever the day has changed."""
    with connection.cursor() as cursor:
        cursor.execute(STATE, [clinic.pk, date])
        return cursor.fetchone()


def expected(slots):
    """The day's bookings. A big centre has a thousand: those of one slot share its object, and
    those of one vaccine the vaccine's."""
    bookings = Booking.objects.counted().filter(slot__in=slots).select_related("person")
    bookings = list(bookings.prefetch_related("vaccine"))
    known = {slot.pk: slot for slot in slots}
    for booking in bookings:
        booking.slot = known[booking.slot_id]
    return sorted(bookings, key=lambda booking: (booking.slot.starts_at, booking.reference))


def left(day):
    """How many more people the doctors can see that day."""
    return max(day.limit - day.taken, 0)


def stage(booking):
    """How far somebody has come: the status, or that they stand at the desk."""
    if booking.status == Status.CONFIRMED and booking.arrived_at:
        return "arrived"
    return booking.status


def tally(bookings):
    """How many are at which stage, and ``booked`` in all."""
    return {**Counter(booking.stage for booking in bookings), "booked": len(bookings)}

"""The rules of a booking's life told once more, in plain Python over a handful of people.

It reads neither the database nor the portal's code. Where the portal may choose, a place for a
second dose or whom to offer one, ``choices`` looks whether the choice was right.
"""

import datetime as dt
from dataclasses import dataclass, field

MINIMUM, STANDARD, MAXIMUM = (dt.timedelta(days=days) for days in (21, 42, 49))
DAY = dt.timedelta(days=1)
#: Of the town's one round; a half-open window, and the days of first doses.
OPENS, CLOSES = dt.datetime(2021, 8, 9, 20), dt.datetime(2021, 9, 18, 18)
FIRST_DAYS = dt.date(2021, 8, 25), dt.date(2021, 8, 30)
MOVES_A_DAY = 5

COUNTED = ("held", "confirmed", "completed", "no_show")
ACTIVE = ("held", "confirmed", "completed")


@dataclass(eq=False)
class Slot:
    pk: int
    clinic: int
    at: dt.datetime
    capacity: int

    @property
    def day(self):
        return self.at.date()


def time_apart(one, other):
    """How far the times of day of two slots are from each other."""
    minutes = [slot.at.hour * 60 + slot.at.minute for slot in (one, other)]
    return abs(minutes[0] - minutes[1])


@dataclass(eq=False)
class Person:
    pk: int
    admitted: bool
    #: Doses that were given: the booking, or None for one from elsewhere, and the day.
    given: dict = field(default_factory=dict)


@dataclass(eq=False)
class Booking:
    pk: int
    person: Person
    dose: int
    slot: Slot
    status: str
    first: "Booking | None" = None
    arrived: bool = False
    moves: list = field(default_factory=list)


@dataclass(eq=False)
class Wait:
    pk: int
    person: Person
    state: str = "waiting"


@dataclass(eq=False)
class Offer:
    pk: int
    wait: Wait
    slot: Slot
    ends: dt.datetime
    state: str = "open"


class Model:
    def __init__(self, now, slots, limit, people):
        """:param limit: people a clinic sees on one day."""
        self.now, self.limit = now, limit
        self.slots = {slot.pk: slot for slot in slots}
        self.people = {person.pk: person for person in people}
        self.open_clinics = {slot.clinic for slot in slots}
        self.bookings, self.waits, self.offers = {}, {}, {}
        #: First doses for which staff look for a second.
        self.work = set()
        #: How often something happened to a booking after it was held.
        self.changes = 0

    # What there is -----------------------------------------------------------------------------

    def taken(self, slot):
        booked = [b for b in self.bookings.values() if b.slot is slot and b.status in COUNTED]
        kept = [o for o in self.offers.values() if o.slot is slot and o.state == "open"]
        return len(booked) + len(kept)

    def taken_that_day(self, slot):
        return sum(self.taken(each) for each in self.day_of(slot))

    def day_of(self, slot):
        same = [s for s in self.slots.values() if (s.clinic, s.day) == (slot.clinic, slot.day)]
        return sorted(same, key=lambda each: each.at)

    def left(self, slot, own=None):
        """:param own: the slot of the booking that moves, which uses up none of its own day."""
        same_day = own and (own.clinic, own.day) == (slot.clinic, slot.day)
        that_day = self.limit - self.taken_that_day(slot) + bool(same_day)
        return min(slot.capacity - self.taken(slot), that_day)

    def active(self, person, dose):
        return [
            b
            for b in self.bookings.values()
            if (b.person, b.dose) == (person, dose) and b.status in ACTIVE
        ]

    def seconds(self, first, *statuses):
        return [b for b in self.bookings.values() if b.first is first and b.status in statuses]

    @property
    def is_open(self):
        return OPENS <= self.now < CLOSES

    @property
    def today(self):
        return self.now.date()

    def in_line(self, slot):
        """Who waits for this slot, in order."""
        if not (
            self.is_open
            and slot.clinic in self.open_clinics
            and FIRST_DAYS[0] <= slot.day <= FIRST_DAYS[1]
            and slot.day > self.today + DAY
        ):
            return []
        return [wait for wait in self.waits.values() if self.waits_for(wait, slot)]

    def waits_for(self, wait, slot):
        offered = [offer for offer in self.offers.values() if offer.wait.person is wait.person]
        return (
            wait.state == "waiting"
            and wait.person.admitted
            and not self.active(wait.person, 1)
            and not any(offer.state == "open" for offer in offered)
            and not any(
                offer.wait is wait
                and (offer.slot.clinic, offer.slot.day) == (slot.clinic, slot.day)
                for offer in offered
            )
        )

    def plan(self, slot):
        """Where the second dose of a first in this slot goes: the first day with a place from the
        standard interval on, the time nearest to that of the first."""
        free = [
            each
            for each in self.slots.values()
            if each.clinic == slot.clinic
            and slot.day + STANDARD <= each.day <= slot.day + MAXIMUM
            and self.left(each) > 0
        ]
        return min(free, key=lambda each: (each.day, time_apart(each, slot), each.at), default=None)

    def days_of_second(self, first):
        booking, day = first.person.given.get(1, (None, None))
        base = day if booking is first else first.slot.day
        return base + MINIMUM, base + MAXIMUM

    # What happens ------------------------------------------------------------------------------

    def add(self, pk, person, slot, dose=1, status="held", first=None):
        self.bookings[pk] = Booking(pk, person, dose, slot, status, first)
        if status != "held":
            self.changes += 1
        if dose == 1:
            for wait in self.waits.values():
                if wait.person is person and wait.state in ("waiting", "offered"):
                    wait.state = "booked"
        else:
            self.work.discard(first)

    def become(self, booking, status):
        booking.status = status
        self.changes += 1

    def move(self, booking, slot, web):
        booking.slot = slot
        self.changes += 1
        if web:
            booking.moves.append(self.now)

    def seek(self, first):
        """Staff look for a second dose, unless they do already."""
        if first not in self.work:
            self.work.add(first)
            self.changes += 1

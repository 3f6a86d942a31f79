"""How many people a time takes, changed by hand: looked at first, then written."""

import hashlib
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from accounts.signing import signed
from bookings.refusals import Refused

from .patterns import LOCKED, times

CHANGE = """
UPDATE clinics_slot SET capacity = %(capacity)s, by_hand = %(capacity)s
WHERE id = ANY(%(slots)s)
"""


class Below(Refused):
    """More people are booked than there would be places."""


class Overtaken(Refused):
    """Somebody else changed these places after this member had looked."""


@dataclass
class Outlook:
    """What a change would do, by what is there now."""

    times: list
    capacity: int

    @property
    def changed(self):
        """Times that do not have it by hand already."""
        return [
            each
            for each in self.times
            if (each.capacity, each.by_hand) != (self.capacity, self.capacity)
        ]

    @property
    def below(self):
        """Times at which more people are booked than there would be places."""
        return [each for each in self.times if each.taken > self.capacity]

    @property
    def too_many(self):
        """People without a place."""
        return sum(each.taken - self.capacity for each in self.below)

    @property
    def days(self):
        return len({each.date for each in self.changed})

    @property
    def before(self):
        return sum(each.capacity for each in self.times)

    @property
    def after(self):
        return self.capacity * len(self.times)

    @property
    def taken(self):
        return sum(each.taken for each in self.times)

    @property
    def seen(self):
        """What a reader was shown of the places themselves, in a few letters."""
        told = ",".join(f"{each.pk}:{each.capacity}" for each in self.times)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def look(pattern, capacity):
    return Outlook(times(pattern), capacity)


def change(staff, pattern, capacity, seen, reason=""):
    """Let every time of a pattern take so many people.

    :param seen: ``Outlook.seen`` of what the member looked at.
    :returns: how many times changed.
    :raises Overtaken: when others changed the places meanwhile.
    :raises Below: when more people are booked at one of them; then none changes.
    :raises Refused: when there is nothing to change.
    """
    with signed(staff, reason):
        found = Outlook(times(pattern, LOCKED), capacity)
        if found.seen != seen:
            raise Overtaken(
                _("Somebody changed these places in the meantime. Please look at them again.")
            )
        if found.below:
            raise Below(_("More people are booked than there would be places. Nothing changed."))
        if not found.changed:
            raise Refused(_("It is like this already."))
        with connection.cursor() as cursor:
            slots = [each.pk for each in found.changed]
            cursor.execute(CHANGE, {"slots": slots, "capacity": capacity})
            return cursor.rowcount

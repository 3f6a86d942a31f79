"""A clinic's week and doctors: what others would do is looked at first, then written."""

import hashlib
from dataclasses import dataclass, field

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.clock import PortalNow
from accounts.signing import signed
from bookings.refusals import Refused
from clinics.models import Clinic, OpeningHours, Slot
from clinics.openings import planned

from . import reopening
from .capacity import Overtaken


@dataclass(frozen=True)
class Week:
    """What a clinic says of itself: ``spans`` are sorted ``(weekday, opens, closes)``."""

    spans: tuple
    weekdays: tuple
    doctors: int

    @property
    def seen(self):
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


@dataclass
class Outlook:
    """What new hours would do to the times to come."""

    #: Slots, each with ``target``: how many it would take.
    slots: list
    #: Half hours that are there for the first time.
    added: int
    #: ``{date: people}`` that the doctors would see.
    limits: dict = field(default_factory=dict)

    @property
    def below(self):
        """Times with more people than they would take."""
        return [slot for slot in self.slots if slot.taken > slot.target]

    @property
    def too_many(self):
        return sum(slot.taken - slot.target for slot in self.below)

    @property
    def closing(self):
        """Times that would take nobody any more."""
        return sum(1 for slot in self.slots if slot.capacity and not slot.target)

    @property
    def before(self):
        return sum(slot.capacity for slot in self.slots)

    @property
    def after(self):
        return sum(slot.target for slot in self.slots)

    @property
    def wishes(self):
        """The times and their targets, for those who move people."""
        return [slot.pk for slot in self.below], [slot.target for slot in self.below]


def week_of(clinic):
    spans = sorted(clinic.hours.values_list("weekday", "opens", "closes"))
    return Week(tuple(spans), tuple(sorted(clinic.bookable_weekdays)), clinic.doctors)


def look(clinic, week):
    """:returns: an :class:`Outlook`; nothing is written."""
    slots = list(
        Slot.objects.to_come()
        .filter(clinic=clinic)
        .select_related("places__day")
        .annotate(now=PortalNow())
        .order_by("starts_at", "pk")
    )
    for slot in slots:
        slot.date = slot.places.date
    capacities, limits = planned(clinic.pk, sorted({slot.date for slot in slots}), week)
    for slot in slots:
        wanted = capacities.get(slot.starts_at)
        slot.target = 0 if wanted is None else wanted if slot.by_hand is None else slot.by_hand
    fit(slots, limits)
    known = {slot.starts_at for slot in slots}
    new = [localdate(moment) for moment in capacities if moment not in known]
    added = sum(1 for date in new if date > localdate(slots[0].now))
    return Outlook(slots, added, limits)


def fit(slots, limits):
    """Where the doctors would see fewer than are booked, the latest times of the day take fewer."""
    taken = {slot.date: slot.places.day.taken for slot in slots}
    for date, people in taken.items():
        theirs = [slot for slot in slots if slot.date == date]
        left = people - sum(max(0, slot.taken - slot.target) for slot in theirs)
        excess = left - limits.get(date, 0)
        for slot in reversed(theirs):
            if excess <= 0:
                break
            staying = min(slot.taken, slot.target)
            slot.target = staying - min(staying, excess)
            excess -= staying - slot.target


def change(staff, clinic, week, seen, reason=""):
    """Write a clinic's week; who has a place keeps it.

    :param seen: ``Week.seen`` of what the member looked at.
    :raises Overtaken: when others changed it meanwhile.
    :raises Refused: when it is so already.
    """
    with signed(staff, reason):
        clinic = Clinic.objects.select_for_update(of=["self"]).get(pk=clinic.pk)
        found = week_of(clinic)
        if found.seen != seen:
            raise Overtaken(
                _("Somebody changed these hours in the meantime. Please look at them again.")
            )
        if found == week:
            raise Refused(_("It is like this already."))
        write(clinic, week)
        reopening.note(clinic)
    reopening.settle(clinic.pk)


def write(clinic, week):
    """Only what differs, so that the history says only that."""
    rows = clinic.hours.values_list("weekday", "opens", "closes", "pk")
    found, wanted = {tuple(span): pk for *span, pk in rows}, set(week.spans)
    clinic.hours.filter(pk__in=[pk for span, pk in found.items() if span not in wanted]).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(clinic=clinic, weekday=weekday, opens=opens, closes=closes)
        for weekday, opens, closes in sorted(wanted - found.keys())
    )
    Clinic.objects.filter(pk=clinic.pk).update(
        bookable_weekdays=list(week.weekdays), doctors=week.doctors, hours_generated=False
    )

"""One clinic's week as its staff look at it: when it is open, who sees people, what is free."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import get_language

from .models import Closure, DayPlaces, Slot
from .openings import PEOPLE_PER_DOCTOR, holidays

#: In which language the public holidays are asked for.
HOLIDAYS = {"ko": "ko", "en": "en_US"}


@dataclass
class Sum:
    """The places of one vaccine group on a day, and its times."""

    places: DayPlaces
    short: object = None
    slots: list = field(default_factory=list)

    @property
    def group(self):
        return self.places.group

    @property
    def free(self):
        return max(0, self.places.capacity - self.places.taken)


@dataclass
class Day:
    date: object
    hours: list
    holiday: str = ""
    closure: Closure | None = None
    #: Days without any vaccine; those of one group stand with its sum.
    shortage: object = None
    #: None where nothing was ever opened for booking.
    opened: object = None
    sums: list = field(default_factory=list)

    @property
    def shut(self):
        """Whether nobody is vaccinated on it, whatever its hours are."""
        return bool(self.holiday or self.closure or self.shortage or not self.hours)

    @property
    def doctors(self):
        """How many doctors its limit is made of, rounded up; None where it was never opened."""
        return self.opened and -(-self.opened.limit // PEOPLE_PER_DOCTOR)

    @cached_property
    def free(self):
        """Never more than the doctors can still see."""
        left = self.opened.limit - self.opened.taken if self.opened else 0
        return max(0, min(left, sum(each.free for each in self.sums)))


def monday(date):
    return date - timedelta(date.weekday())


def week(clinic, first):
    """The seven days from a Monday on, as :class:`Day`. Five statements."""
    dates = [first + timedelta(n) for n in range(7)]
    last = dates[-1]
    hours = defaultdict(list)
    for span in clinic.hours.all():
        if span.weekday in clinic.bookable_weekdays:
            hours[span.weekday].append(span)
    names = holidays(dates, HOLIDAYS.get(get_language()))
    days = {
        date: Day(date, hours[date.isoweekday()], names.get(date, "").replace("; ", ", "))
        for date in dates
    }
    closures = Closure.objects.filter(Q(clinic=clinic) | Q(clinic=None), date__range=(first, last))
    for closure in closures.order_by("clinic"):
        days[closure.date].closure = closure
    shortages = list(
        clinic.shortages.filter(first_date__lte=last)
        .filter(Q(last_date=None) | Q(last_date__gte=first))
        .select_related("group")
    )
    for day in days.values():
        day.shortage = next((each for each in shortages if missing(each, day.date)), None)
    fill(clinic, days, shortages)
    return list(days.values())


def missing(shortage, date, group=None):
    """Whether a shortage is of this group, or of all, on a day."""
    until = shortage.last_date or date
    return shortage.group_id == group and shortage.first_date <= date <= until


def fill(clinic, days, shortages):
    """Put the places that were opened into their days."""
    sums = {}
    span = (min(days), max(days))
    opened = DayPlaces.objects.filter(clinic=clinic, date__range=span)
    for places in opened.select_related("day", "group").order_by("group__code"):
        short = (each for each in shortages if missing(each, places.date, places.group_id))
        sums[places.pk] = Sum(places, next(short, None))
        days[places.date].opened = places.day
        days[places.date].sums.append(sums[places.pk])
    for slot in Slot.objects.filter(places__in=sums, leftover=False).order_by("starts_at"):
        slot.time, slot.end = (f"{localtime(at):%H:%M}" for at in (slot.starts_at, slot.ends_at))
        slot.left = slot.capacity - slot.taken
        if slot.capacity or slot.by_hand is not None:
            sums[slot.places_id].slots.append(slot)

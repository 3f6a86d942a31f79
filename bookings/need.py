"""What the coming days need against what is in the refrigerator."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from bookings.models import Booking
from bookings.models.bookings import Status
from clinics.models import Lot, VaccineGroup


@dataclass(frozen=True)
class Day:
    """One day of one vaccine group. All figures are doses."""

    day: date
    group: VaccineGroup
    booked: int
    #: In lots that can still be given that day, after the days before it.
    there: int
    short: int


def need(clinic, first, days):
    """:param first: the first day; of today only those count who are still to come.
    :returns: a :class:`Day` for each day and group that somebody is booked for.
    """
    booked = booked_by_day(clinic, first, first + timedelta(days=days - 1))
    lots = list(Lot.objects.filter(clinic=clinic).select_related("vaccine").usable(first))
    groups = VaccineGroup.objects.in_bulk({group for _, group in booked})
    return [
        row
        for pk, group in sorted(groups.items(), key=lambda each: str(each[1]))
        for row in forecast(
            group,
            {day: people for (day, of), people in booked.items() if of == pk},
            [lot for lot in lots if lot.vaccine.group_id == pk],
        )
    ]


def booked_by_day(clinic, first, last):
    """How many doses of which vaccine (None: not told yet) by day and group."""
    rows = (
        Booking.objects.filter(
            status__in=(Status.HELD, Status.CONFIRMED),
            slot__places__clinic=clinic,
            slot__places__date__range=(first, last),
        )
        .values_list("slot__places__date", "slot__places__group", "vaccine")
        .annotate(Count("pk"))
        .order_by("slot__places__date")
    )
    booked: defaultdict = defaultdict(dict)
    for day, group, vaccine, count in rows:
        booked[day, group][vaccine] = count
    return booked


def forecast(group, booked, lots):
    """Give doses out day by day, the first to expire first.

    :param booked: by day, in order, how many doses of each vaccine; None is any of the group.
    :param lots: that can be given on the first day, the first to expire first.
    """
    left = {lot: lot.left for lot in lots}
    told = {vaccine for wanted in booked.values() for vaccine in wanted}
    # Who may have any product leaves alone, while there are others, what some must have.
    free_first = sorted(lots, key=lambda lot: lot.vaccine_id in told)
    for day, wanted in booked.items():
        there = sum(count for lot, count in left.items() if lot.expires_on >= day)
        short = 0
        for vaccine, people in sorted(wanted.items(), key=lambda each: each[0] is None):
            for lot in free_first if vaccine is None else lots:
                if lot.expires_on >= day and vaccine in (None, lot.vaccine_id):
                    given = min(people, left[lot])
                    left[lot] -= given
                    people -= given
            short += people
        yield Day(day, group, sum(wanted.values()), there, short)

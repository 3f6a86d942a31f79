"""The charts, each from one small query of the counts."""

from collections import Counter, defaultdict
from datetime import timedelta
from functools import lru_cache

from django.db.models import Q, Sum
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from bookings.models import Supplied, Tally
from bookings.models.bookings import COUNTED, Status
from clinics.models import Region, VaccineGroup

from .charts import Chart, band_name, dose_name, share

Part = Tally.Part
#: Days back and ahead that are drawn one by one.
BACK, AHEAD = timedelta(days=60), timedelta(days=60)
#: Statuses in which somebody has booked and not stayed away.
BOOKED = (Status.HELD, Status.CONFIRMED, Status.COMPLETED)


@lru_cache(maxsize=8)
def charts(counted_until, campaign, language):
    """All charts of one count, by key. They are the same until the next one.

    :param language: in which the words are; it must be the one that is active.
    """
    tally = Tally.objects.filter(campaign=campaign)
    today = localtime(counted_until).date()
    groups = {group.pk: group for group in VaccineGroup.objects.all()}
    hours, visited = by_time(tally, today)
    places, residents, wasted = supplied(today)
    made = [
        *by_place_and_age(tally, residents, groups),
        *made_by_time(hours, today),
        places_to_come(places),
        *visits(visited, today, groups),
        waste(wasted, groups),
    ]
    return {chart.key: chart for chart in made}


def by_time(tally, today):
    """Rows of ``hour, dose, count`` and of ``day, dose, status, group, count``."""
    made = Q(part=Part.HOUR) & ~Q(status=Status.REJECTED)
    visit = Q(part=Part.VISIT, status__in=COUNTED, day__gt=today - BACK, day__lt=today + AHEAD)
    hours, visited = Counter(), []
    rows = tally.filter(made | visit)
    for hour, day, dose, *row in rows.values_list(
        "hour", "day", "dose", "status", "group", "count"
    ):
        if hour:
            hours[hour, dose] += row[-1]
        else:
            visited.append((day, dose, *row))
    return [(*key, count) for key, count in hours.items()], visited


def supplied(today):
    """Places taken and left by day, residents by what they are counted by, doses wasted by day."""
    places, residents = defaultdict(lambda: [0, 0]), Counter()
    wasted = defaultdict(Counter)
    wanted = Q(part="residents") | Q(part="places", day__gte=today, day__lt=today + AHEAD)
    wanted |= Q(part="waste", day__gt=today - BACK)
    rows = Supplied.objects.filter(wanted)
    fields = ("part", "day", "group", "region", "band", "count", "taken")
    for part, day, group, region, band, count, taken in rows.values_list(*fields):
        if part == "waste":
            wasted[day][group] += count
        elif day:
            places[day][0] += taken
            places[day][1] += count - taken
        else:
            residents["region", region] += count
            residents["band", band] += count
    return places, residents, wasted


def waste(wasted, groups):
    """Doses thrown away, by the day on which that was noted."""
    known = sorted({group for counts in wasted.values() for group in counts})
    return Chart(
        "waste", _("Doses thrown away"), _("day"), _("doses"),
        rows=[
            (day.isoformat(), *(counts[group] for group in known))
            for day, counts in sorted(wasted.items())
        ],
        series=[str(groups[group]) for group in known],
        stacked=True,
    )  # fmt: skip


def made_by_time(hours, today):
    """Bookings by the day and by the hour of the day in which they were made."""
    by_day, by_hour = defaultdict(Counter), defaultdict(Counter)
    for hour, dose, count in hours:
        at = localtime(hour)
        by_hour[at.hour][dose] += count
        if at.date() > today - BACK:
            by_day[at.date()][dose] += count
    yield doses_chart(
        "days", _("Bookings by the day they were made"), _("day"),
        [(day.isoformat(), by_day[day]) for day in sorted(by_day)],
    )  # fmt: skip
    yield doses_chart(
        "hours", _("Bookings by the hour they were made"), _("hour"),
        [(f"{hour:02}", by_hour[hour]) for hour in range(24)] if by_hour else [],
    )  # fmt: skip


def doses_chart(key, title, of, rows):
    doses = sorted({dose for _label, counts in rows for dose in counts})
    return Chart(
        key, title, of, _("bookings"),
        rows=[(label, *(counts[dose] for dose in doses)) for label, counts in rows],
        series=[dose_name(dose) for dose in doses],
        stacked=True,
    )  # fmt: skip


def by_place_and_age(tally, residents, groups):
    """First doses beside the residents, and all doses by vaccine."""
    booked, given, vaccines = Counter(), Counter(), defaultdict(Counter)
    rows = tally.filter(part=Part.COHORT, status__in=BOOKED)
    cells = rows.values_list("region", "band", "group", "dose", "status")
    for region, band, group, dose, status, count in cells.annotate(Sum("count")):
        vaccines[group][dose] += count
        if dose == 1:
            for key in (("region", region), ("band", band)):
                booked[key] += count
                given[key] += count * (status == Status.COMPLETED)
    provinces = {
        region.pk: region
        for region in Region.objects.filter(pk__in=keys("region", booked, residents))
    }
    yield shares(
        "provinces", _("Share of each province that has booked a first dose"), _("province"),
        [(("region", pk), str(provinces[pk])) for pk in by_code(provinces)],
        booked, given, residents,
        note=_("Bookings by where the clinic is, residents by where they live."),
        regions=[provinces[pk].code for pk in by_code(provinces)],
    )  # fmt: skip
    yield shares(
        "ages", _("Share of each cohort that has booked a first dose"), _("born in"),
        [(("band", band), band_name(band)) for band in sorted(keys("band", booked))],
        booked, given, residents,
    )  # fmt: skip
    yield doses_chart(
        "vaccines", _("Bookings by vaccine"), _("vaccine group"),
        [(str(groups[pk]), vaccines[pk]) for pk in by_code(groups) if pk in vaccines],
    )  # fmt: skip


def by_code(named):
    return sorted(named, key=lambda pk: named[pk].code)


def keys(kind, *counters):
    return {key for counter in counters for (what, key) in counter if what == kind}


def shares(key, title, of, rows, booked, given, residents, **more):
    return Chart(
        key, title, of, _("per cent"),
        rows=[
            (name, share(booked[cell], residents[cell]), share(given[cell], residents[cell]),
             booked[cell], given[cell], residents[cell])
            for cell, name in rows
        ],
        series=[
            _("per cent booked"), _("per cent vaccinated"), _("booked"), _("vaccinated"),
            _("residents"),
        ],
        drawn=2,
        **more,
    )  # fmt: skip


def places_to_come(places):
    """Places of the days to come: taken, offers included, and left."""
    return Chart(
        "places", _("Places of the days to come"), _("vaccination day"), _("places"),
        rows=[(day.isoformat(), *places[day]) for day in sorted(places)],
        series=[_("taken"), _("left")],
        stacked=True,
    )  # fmt: skip


def visits(rows, today, groups):
    """What became of the visits so far, and the second doses to come."""
    past, ahead = defaultdict(Counter), defaultdict(Counter)
    for day, dose, status, group, count in rows:
        if day <= today:
            past[day][status] += count
        if day >= today and dose == 2 and status in BOOKED:
            ahead[day][group] += count
    yield Chart(
        "visits", _("Visits and no-shows"), _("vaccination day"), _("visits"),
        rows=[
            (day.isoformat(), past[day]["completed"], past[day]["no_show"],
             past[day]["confirmed"] + past[day]["held"])
            for day in sorted(past)
        ],
        series=[_("vaccinated"), _("missed"), _("not recorded yet")],
        stacked=True,
    )  # fmt: skip
    wanted = sorted({group for counts in ahead.values() for group in counts})
    yield Chart(
        "second", _("Second doses to come"), _("vaccination day"), _("doses"),
        rows=[(day.isoformat(), *(ahead[day][group] for group in wanted)) for day in sorted(ahead)],
        series=[str(groups[group]) for group in wanted],
        stacked=True,
    )  # fmt: skip

"""What a round would mean before it is one: who could book, and how it stands beside the others."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Sum
from django.utils.timezone import localdate

from accounts.clock import PortalNow, now
from accounts.trying import tried
from clinics.models import ClinicDay, DayPlaces, VaccineGroup

from .confirmation import replanning
from .models import Booking, BookingEvent, Campaign, Maker, RoundVersion
from .proposing import write_interval

DAY = timedelta(days=1)

#: Residents are counted by age on one day: each birth date of an age is taken to be as frequent.
#: Whoever is 100 or older counts as 100.
COHORT = """
WITH latest AS (SELECT max(as_of) AS as_of FROM clinics_residents),
births AS MATERIALIZED (
    SELECT age, extract(year FROM born)::int AS year,
        count(*) FILTER (WHERE round_admits(%(birth_from)s::date, %(birth_to)s::date,
            %(birth_day_digit)s::smallint, born::date)) AS admitted,
        sum(count(*)) OVER (PARTITION BY age) AS days
    FROM latest CROSS JOIN generate_series(0, 100) AS age
    CROSS JOIN generate_series(as_of - make_interval(years => age + 1) + interval '1 day',
        as_of - make_interval(years => age), interval '1 day') AS born
    WHERE %(birth_from)s <= as_of - make_interval(years => age)
      AND %(birth_to)s >= as_of - make_interval(years => age + 1)
    GROUP BY age, extract(year FROM born)
)
SELECT people.province, births.year, round(sum(people.count * births.admitted / births.days))::int
FROM (
    SELECT coalesce(d.province_id, d.id) AS province, r.age, sum(r.count) AS count
    FROM latest JOIN clinics_residents r ON r.as_of = latest.as_of
    JOIN clinics_region d ON d.id = r.region_id
    GROUP BY 1, 2 HAVING sum(r.count) > 0
) AS people
JOIN births ON births.age = people.age AND births.admitted > 0
GROUP BY 1, 2 ORDER BY 1, 2
"""


def cohort(terms):
    """Who would be eligible, by the newest population file.

    :param terms: anything with a version's birth dates and digit.
    :returns: ``{province id: {birth year: people}}``; nothing where no file was loaded.
    """
    names = ("birth_from", "birth_to", "birth_day_digit")
    people = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(COHORT, {name: getattr(terms, name) for name in names})
        for province, year, count in cursor:
            people[province][year] = count
    return dict(people)


@dataclass(frozen=True)
class Gap:
    """Birth dates, both included, that no round of the campaign takes in."""

    first: object
    last: object
    #: Only those on a day of the month that ends in this; None for every day.
    digit: int | None = None


def others(campaign, round_=None):
    """The versions in force of a campaign's rounds, without those of one."""
    versions = RoundVersion.objects.current().filter(round__campaign=campaign)
    if round_ is not None:
        versions = versions.exclude(round=round_)
    return list(versions.select_related("round").order_by("opens_at", "pk"))


def overlaps(terms, versions):
    """Those versions in which somebody could book at the same moment as in these terms."""
    return [
        version
        for version in versions
        if version.opens_at < terms.closes_at
        and terms.opens_at < version.closes_at
        and share(terms, version)
    ]


def share(one, other):
    """Whether two cohorts have a birth date in common."""
    digits = {one.birth_day_digit, other.birth_day_digit} - {None}
    born, last = max(one.birth_from, other.birth_from), min(one.birth_to, other.birth_to)
    if len(digits) > 1:
        return False
    while born <= last:
        if not digits or born.day % 10 in digits:
            return True
        born += DAY
    return False


def gaps(versions):
    """Birth dates between the oldest and the youngest that nobody takes in.

    :returns: :class:`Gap` in order of birth; one for each digit where only some days are missing.
    """
    if not versions:
        return []
    by_digit = {digit: uncovered(versions, digit) for digit in range(10)}
    every = set.intersection(*map(set, by_digit.values()))
    found = [Gap(*span) for span in every]
    found += [
        Gap(*span, digit)
        for digit, spans in by_digit.items()
        for span in spans
        if span not in every
    ]
    return sorted(found, key=lambda gap: (gap.first, gap.last, gap.digit or 0))


def uncovered(versions, digit):
    """Spans of birth dates that no version takes in for days that end in a digit."""
    theirs = [v for v in versions if v.birth_day_digit in (None, digit)]
    last = min(v.birth_from for v in versions) - DAY
    end = max(v.birth_to for v in versions)
    spans = []
    for first, until in sorted((v.birth_from, v.birth_to) for v in theirs):
        if first > last + DAY:
            spans.append((last + DAY, first - DAY))
        last = max(last, until)
    if last < end:
        spans.append((last + DAY, end))
    return spans


def idle(terms, versions):
    """The time right before and right after, in which nobody of the campaign could book.

    :returns: ``(from, until)`` pairs.
    """
    before = [v.closes_at for v in versions if v.opens_at < terms.opens_at]
    after = [v.opens_at for v in versions if v.closes_at > terms.closes_at]
    pauses = []
    if before and max(before) < terms.opens_at:
        pauses.append((max(before), terms.opens_at))
    if after and min(after) > terms.closes_at:
        pauses.append((terms.closes_at, min(after)))
    return pauses


def replanned(proposal):
    """Which second doses a proposed interval makes wrong, as far as anybody can tell now.

    :returns: a campaign and a :class:`bookings.confirmation.replanning.Preview`, for each campaign
        that gives the vaccine.
    """
    with tried():
        write_interval(proposal)
        return [
            (campaign, replanning.preview(campaign))
            for campaign in Campaign.objects.filter(vaccines=proposal.vaccine)
        ]


def stopped(limits):
    """How many each limit keeps today from doing more by themselves, by its name.

    :param limits: the numbers of a :class:`bookings.models.LimitProposal`, by name.
    """
    today, Status = localdate(now()), Booking.Status
    near = ClinicDay.objects.filter(
        date__gte=today, date__lt=today + limits["cancel_until_days"] * DAY
    )
    made = Maker.objects.filter(booking__status__in=(Status.HELD, Status.CONFIRMED))
    proxies = made.exclude(proxy=None).values("proxy").annotate(bookings=Count("pk"))
    moves = BookingEvent.objects.filter(
        act="changed", channel=Booking.Channel.WEB, at__gt=PortalNow() - DAY
    )
    moved = moves.values("booking").annotate(times=Count("pk"))
    return {
        "cancel_until_days": near.aggregate(people=Sum("taken", default=0))["people"],
        "proxied_bookings": proxies.filter(bookings__gte=limits["proxied_bookings"]).count(),
        "changes_a_day": moved.filter(times__gte=limits["changes_a_day"]).count(),
    }


def without_places(terms):
    """Vaccine groups of which nothing is opened on the days of these terms."""
    days = (terms.vaccinate_from, terms.vaccinate_to)
    opened = DayPlaces.objects.filter(group=OuterRef("pk"), date__range=days, capacity__gt=0)
    return list(VaccineGroup.objects.filter(~Exists(opened), pk__in=terms.groups))

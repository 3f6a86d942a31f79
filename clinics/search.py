"""Which clinics and days have places left.

The places left on a clinic's day are what its slots have free, and never more
than the doctors can still see that day. Both numbers are sums that triggers
keep (``clinics.models.slots``), so a search reads one row for each day and
vaccine group; slots themselves are read for what is left of today, and for the
times of the one day a person opened.
"""

from datetime import date, datetime
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import TruncDate
from django.utils.translation import get_language

from accounts import rows
from accounts.clock import PortalNow
from accounts.prepared import execute

from . import country
from .models import DayPlaces, Region, VaccineGroup

#: Days that one search looks ahead at most.
LONGEST = 62
#: Clinics on a page.
PAGE = 20

TODAY = "(portal_now() AT TIME ZONE 'Asia/Seoul')::date"

# The days to come of clinic ``c`` with their places; least() and greatest() pass over NULLs.
DAYS = f"""
    SELECT d.date, least(d.limit - d.taken, sum(
        CASE WHEN d.date > {TODAY} THEN p.capacity - p.taken
        ELSE (SELECT coalesce(sum(s.capacity - s.taken), 0) FROM clinics_slot s
              WHERE s.places_id = p.id AND s.starts_at > portal_now()) END)::int) AS places
    FROM clinics_dayplaces p JOIN clinics_clinicday d ON d.id = p.day_id
    WHERE p.clinic_id = c.id AND p.capacity > 0
        AND p.date >= greatest({TODAY}, %(since)s::date)
        AND p.date <= least(%(until)s::date, greatest({TODAY}, %(since)s::date) + {LONGEST})
        AND (%(group)s::text IS NULL
             OR p.group_id = (SELECT id FROM clinics_vaccinegroup WHERE code = %(group)s))
    GROUP BY d.id
"""

CLINICS = f"""
    SELECT c.id, c.name, c.address, c.phone, c.latitude, c.longitude,
        sum(days.places)::int AS places,
        min(days.date) FILTER (WHERE days.places > 0) AS first_day, count(*) OVER () AS found
    FROM clinics_clinic c
    JOIN clinics_region r ON r.id = c.district_id
    JOIN clinics_region province ON province.id = r.province_id
    CROSS JOIN LATERAL ({DAYS}) AS days
    WHERE r.code = %(district)s AND province.code = %(province)s AND c.active AND c.vaccinates
    GROUP BY c.id
    ORDER BY sum(days.places) = 0, c.name, c.id
    LIMIT {PAGE} OFFSET %(offset)s
"""

CLINIC_DAYS = f"""
    SELECT c.id, c.name, c.address, c.phone, c.hours_generated, days.date, days.places
    FROM clinics_clinic c LEFT JOIN LATERAL ({DAYS}) AS days ON true
    WHERE c.id = %(pk)s AND c.active AND c.vaccinates
    ORDER BY days.date
"""

TIMES = f"""
    SELECT s.id, s.starts_at, least(s.capacity - s.taken, d.limit - d.taken),
        {rows.columns(VaccineGroup, "g")}
    FROM clinics_dayplaces p JOIN clinics_clinicday d ON d.id = p.day_id
    JOIN clinics_slot s ON s.places_id = p.id JOIN clinics_vaccinegroup g ON g.id = s.group_id
    WHERE p.clinic_id = %(pk)s AND p.date = %(day)s
        AND s.capacity > 0 AND s.starts_at > portal_now()
        AND (%(group)s::text IS NULL OR g.code = %(group)s)
    ORDER BY g.code, s.starts_at
"""


class Found(NamedTuple):
    """A clinic with the places that it has left on all the days asked for."""

    pk: int
    name: str
    address: str
    phone: str
    latitude: float | None
    longitude: float | None
    places: int
    #: With a place.
    first_day: date | None
    #: How many clinics were found in all.
    found: int


class Day(NamedTuple):
    """A clinic on one of its days, with the places left."""

    pk: int
    name: str
    address: str
    phone: str
    hours_generated: bool
    date: date | None
    places: int | None


class Time(NamedTuple):
    """A half hour, with the places left."""

    pk: int
    starts_at: datetime
    left: int
    group: VaccineGroup


def find(province, district, page, **terms):
    """A page of the clinics of a district that vaccinate on the days asked for, places first.

    :returns: the :class:`Found` of that page.
    """
    where = {"province": province, "district": district, "offset": (page - 1) * PAGE}
    clinics = [Found(*row) for row in answers(CLINICS, {**where, **terms})]
    return Page(clinics, page, Paginator(range(clinics[0].found if clinics else 0), PAGE))


def days(pk, **terms):
    """A bookable clinic once for each of its days.

    :returns: each :class:`Day`; nothing when no such clinic can be booked; one without a date
        when it has no day to come.
    """
    # An address may name a number that no key can be.
    return [Day(*row) for row in answers(CLINIC_DAYS, {"pk": min(pk, 2**63 - 1), **terms})]


def times(pk, day, group):
    """Each :class:`Time` of a clinic's day that is still to come."""
    found = answers(TIMES, {"pk": pk, "day": day, "group": group})
    groups = {row: rows.make(VaccineGroup, row) for row in {row[3:] for row in found}}
    return [Time(*row[:3], groups[row[3:]]) for row in found]


def answers(statement, terms):
    with connection.cursor() as cursor:
        execute(cursor, statement, terms)
        return cursor.fetchall()


class Choice(NamedTuple):
    kind: str
    code: str
    name_ko: str
    name_en: str
    has_places: bool = False

    @property
    def name(self):
        return self.named(get_language())

    def named(self, language):
        return (language == "en" and self.name_en) or self.name_ko


def choices(province, elsewhere=None):
    """What the search form offers: provinces, the districts of one, vaccine groups.

    :param elsewhere: terms of a search that found nothing; its districts then
        know whether they have places. Looking costs too much to do it always.
    """
    found = set() if elsewhere is None else with_places(province, elsewhere)
    regions = country.known().provinces + country.districts(province)
    return [
        *(Choice(r.kind, r.code, r.name_ko, r.name_en, r.pk in found) for r in regions),
        *(Choice("group", **group) for group in country.known().groups),
    ]


def with_places(province, terms):
    """The ids of the districts of a province that have places left after today."""
    districts = Region.objects.districts().filter(province__code=province)
    return set(districts.filter(Exists(open_days(**terms))).values_list("pk", flat=True))


def open_days(group, since, until):
    """Sums with places left after today, of the district in the outer query."""
    sums = DayPlaces.objects.filter(
        clinic__district=OuterRef("pk"),
        clinic__active=True,
        clinic__vaccinates=True,
        date__gt=TruncDate(PortalNow()),
        taken__lt=F("capacity"),
        day__taken__lt=F("day__limit"),
    )
    asked = {"group__code": group, "date__gte": since, "date__lte": until}
    return sums.filter(**{field: value for field, value in asked.items() if value})

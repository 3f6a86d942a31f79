"""Opening days for booking: from a clinic's hours, doctors and closures to slots.

One day at a time and set by set, so that a million slots take seconds and
nobody's booking waits for more than a day's worth of rows.
"""

from datetime import timedelta
from typing import NamedTuple

from django.db import connection, transaction

from clinics.models.shortages import short

PEOPLE_PER_DOCTOR = 100


def wanted(clinics="clinics_clinic", hours="clinics_openinghours"):
    """The half hours that should be bookable on some days and how many people each takes:
    a day's limit spread evenly, the earlier ones taking what is left over."""
    return f"""
    wanted AS MATERIALIZED (
        SELECT clinic_id, date, day_limit, starts_at,
               day_limit / count(*) OVER day
               + (row_number() OVER (day ORDER BY starts_at)
                  <= day_limit %% count(*) OVER day)::int AS capacity
        FROM (
            SELECT DISTINCT c.id AS clinic_id, d.date,
                   least(c.doctors::int * {PEOPLE_PER_DOCTOR}, 32767) AS day_limit,
                   half_hour AT TIME ZONE 'Asia/Seoul' AS starts_at
            FROM unnest(%(dates)s::date[]) AS d (date)
            JOIN {hours} h ON h.weekday = extract(isodow FROM d.date)::int
            JOIN {clinics} c ON c.id = h.clinic_id
            CROSS JOIN generate_series(d.date + h.opens,
                d.date + h.closes - interval '30 minutes', interval '30 minutes') AS half_hour
            WHERE d.date <> ALL(%(holidays)s::date[])
              AND c.active AND c.vaccinates AND c.doctors > 0
              AND (%(clinics)s::bigint[] IS NULL OR c.id = ANY(%(clinics)s))
              AND h.weekday = ANY(c.bookable_weekdays)
              AND NOT EXISTS (SELECT FROM clinics_closure x WHERE x.date = d.date
                              AND (x.clinic_id = c.id OR x.clinic_id IS NULL))
        ) AS half_hours
        WINDOW day AS (PARTITION BY clinic_id, date)
    )
"""


WANTED = wanted()
#: The same of one clinic, if it had another week and other doctors.
IMAGINED = wanted(
    """(SELECT id, active, vaccinates, %(doctors)s::int AS doctors,
               %(weekdays)s::int[] AS bookable_weekdays FROM clinics_clinic)""",
    """(SELECT %(clinic)s AS clinic_id, * FROM unnest(%(days)s::int[], %(opens)s::time[],
               %(closes)s::time[]) AS span (weekday, opens, closes))""",
)

ADD_DAYS = f"""
    WITH {WANTED}
    INSERT INTO clinics_clinicday (clinic_id, date, "limit", taken)
    SELECT DISTINCT clinic_id, %(date)s, day_limit, 0 FROM wanted ORDER BY clinic_id
    ON CONFLICT (clinic_id, date) DO NOTHING
"""

ADD_PLACES = """
    INSERT INTO clinics_dayplaces (day_id, clinic_id, group_id, date, capacity, taken)
    SELECT d.id, d.clinic_id, g, d.date, 0, 0
    FROM clinics_clinicday d CROSS JOIN unnest(%(groups)s) AS g
    WHERE d.date = %(date)s AND (%(clinics)s::bigint[] IS NULL OR d.clinic_id = ANY(%(clinics)s))
    ORDER BY d.id, g
    ON CONFLICT (clinic_id, group_id, date) DO NOTHING
"""

ADD_SLOTS = f"""
    WITH {WANTED}
    INSERT INTO clinics_slot (clinic_id, group_id, places_id, starts_at, ends_at, capacity, taken)
    SELECT w.clinic_id, p.group_id, p.id, starts_at, starts_at + interval '30 minutes',
           w.capacity, 0
    FROM wanted w JOIN clinics_dayplaces p ON p.clinic_id = w.clinic_id
         AND p.date = %(date)s AND p.group_id = ANY(%(groups)s)
    WHERE NOT {short("p.clinic_id", "p.group_id", "p.date")}
    ORDER BY p.id, starts_at
    ON CONFLICT (clinic_id, group_id, starts_at) DO NOTHING
"""

#: What people have set comes before what doctors give, but only where the clinic is open.
BY_HAND = "CASE WHEN w.capacity IS NULL THEN 0 ELSE coalesce(s.by_hand, w.capacity) END"

# Rows that differ are locked by id before they change: see clinics.models.slots.
CHANGE_SLOTS = f"""
    WITH {WANTED},
    differing AS MATERIALIZED (
        SELECT s.id, {BY_HAND} AS capacity
        FROM clinics_dayplaces p JOIN clinics_slot s ON s.places_id = p.id
        LEFT JOIN wanted w ON w.clinic_id = s.clinic_id AND w.starts_at = s.starts_at
             AND NOT {short("p.clinic_id", "p.group_id", "p.date")}
        WHERE p.date = %(date)s AND p.group_id = ANY(%(groups)s) AND NOT s.leftover
          AND (%(clinics)s::bigint[] IS NULL OR p.clinic_id = ANY(%(clinics)s))
          AND s.capacity <> greatest({BY_HAND}, s.taken)
        ORDER BY s.id FOR NO KEY UPDATE OF s
    )
    UPDATE clinics_slot s SET capacity = greatest(differing.capacity, s.taken)
    FROM differing WHERE differing.id = s.id
"""

CHANGE_DAYS = f"""
    WITH {WANTED},
    differing AS MATERIALIZED (
        SELECT d.id, coalesce(w.day_limit, 0) AS day_limit
        FROM clinics_clinicday d
        LEFT JOIN (SELECT DISTINCT clinic_id, day_limit FROM wanted) AS w USING (clinic_id)
        WHERE d.date = %(date)s
          AND (%(clinics)s::bigint[] IS NULL OR d.clinic_id = ANY(%(clinics)s))
          AND d."limit" <> greatest(coalesce(w.day_limit, 0), d.taken)
        ORDER BY d.id FOR NO KEY UPDATE OF d
    )
    UPDATE clinics_clinicday d SET "limit" = greatest(differing.day_limit, d.taken)
    FROM differing WHERE differing.id = d.id
"""


class Opened(NamedTuple):
    """What opening one day or several did, counted in rows."""

    days: int = 0
    slots: int = 0
    changed: int = 0

    def __add__(self, other):
        return Opened(*map(sum, zip(self, other, strict=True)))


def open_day(date, groups, clinics=None):
    """Make one day's slots what the clinics' hours, doctors and closures say now.

    Safe to run again, and to break off: each statement is a transaction of its own, because
    one that held a day while it waited for a slot could meet a booking that does the opposite.

    A time that is no longer wanted keeps its row and its bookings and takes nobody new; no
    capacity falls below what is taken.

    :param groups: ids of vaccine groups; all share the day's limit.
    :param clinics: ids, or None for every clinic.
    """
    wish = {"date": date, "groups": list(groups), **asked([date], clinics)}
    statements = (ADD_DAYS, ADD_PLACES, ADD_SLOTS, CHANGE_SLOTS, CHANGE_DAYS)
    days, _, slots, changed, _ = (run(statement, wish) for statement in statements)
    return Opened(days, slots, changed)


def asked(dates, clinics=None):
    """What ``WANTED`` asks for."""
    return {
        "dates": dates,
        "holidays": list(holidays(dates)),
        "clinics": None if clinics is None else list(clinics),
    }


def holidays(dates, language=None):
    """The public holidays among some dates, with their names. The first and last are years apart
    at most."""
    from holidays import country_holidays  # slow to import, and most processes never need it

    every = country_holidays("KR", years={date.year for date in dates}, language=language)
    return {date: every[date] for date in dates if date in every}


PLANNED = "SELECT date, starts_at, capacity, day_limit FROM wanted"


def planned(clinic, dates, week=None):
    """What hours, doctors and closures of a clinic give on some days.

    :param week: what they would give with these ``spans``, ``weekdays`` and ``doctors`` instead of
        the clinic's own; a span is a weekday and when it opens and closes.
    :returns: ``{moment: people}`` for each half hour, and ``{date: people}`` for each open day.
    """
    wish = asked(dates, [clinic])
    if week:
        days, opens, closes = ([span[part] for span in week.spans] for part in range(3))
        wish |= {"clinic": clinic, "doctors": week.doctors, "weekdays": list(week.weekdays)}
        wish |= {"days": days, "opens": opens, "closes": closes}
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {IMAGINED if week else WANTED} {PLANNED}", wish)
        rows = cursor.fetchall()
    return {row[1]: row[2] for row in rows}, {row[0]: row[3] for row in rows}


@transaction.atomic
def run(statement, wish):
    with connection.cursor() as cursor:
        # Two runs at once take turns; bookings do not wait for this lock.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('clinics.openings'))")
        cursor.execute(statement, wish)
        return cursor.rowcount


def analyse():
    """Tell the database's planner how much there is by now.

    For the tables that it believes to be empty it chooses plans that take minutes a day. Call it
    after the first day, and whenever there are twice as many.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE clinics_clinic, clinics_openinghours, clinics_clinicday,"
            " clinics_dayplaces, clinics_slot"
        )


def days(first, last):
    """Every date from the first to the last, both included."""
    return [first + timedelta(n) for n in range((last - first).days + 1)]

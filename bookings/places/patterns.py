"""Which times a change of capacity is about: one, those of a day, or of weekdays and hours."""

from dataclasses import dataclass
from datetime import date, time

from django.db import connection

from clinics.models.shortages import short

#: Longest span of days in one pattern.
LONGEST = 366

#: Times to come on days that are not shut, as far as they are in use. With ``taken`` before the
#: change, so that the form can carry what its reader saw.
MATCHED = f"""
SELECT s.id, s.starts_at, p.date, s.group_id, s.capacity, s.taken, s.by_hand
FROM clinics_dayplaces p JOIN clinics_slot s ON s.places_id = p.id
WHERE p.clinic_id = %(clinic)s AND p.date BETWEEN %(first)s AND %(last)s
  AND (%(group)s::bigint IS NULL OR p.group_id = %(group)s)
  AND extract(isodow FROM p.date) = ANY(%(weekdays)s)
  AND (s.starts_at AT TIME ZONE 'Asia/Seoul')::time >= %(since)s
  AND (s.starts_at AT TIME ZONE 'Asia/Seoul')::time < %(until)s
  AND s.starts_at > portal_now() AND (s.capacity > 0 OR s.by_hand IS NOT NULL)
  AND NOT EXISTS (SELECT FROM clinics_closure x WHERE x.date = p.date
                  AND (x.clinic_id = p.clinic_id OR x.clinic_id IS NULL))
  AND NOT {short("p.clinic_id", "p.group_id", "p.date")}
ORDER BY s.id
"""
LOCKED = f"{MATCHED} FOR NO KEY UPDATE OF s"


@dataclass(frozen=True)
class Pattern:
    clinic: object
    first: date
    last: date
    #: 1 is Monday.
    weekdays: tuple
    since: time = time.min
    #: The first time of day that no longer belongs to it.
    until: time = time.max
    #: A vaccine group, or None for all.
    group: object = None

    def terms(self):
        return {
            "clinic": self.clinic.pk,
            "first": self.first,
            "last": self.last,
            "weekdays": list(self.weekdays),
            "since": self.since,
            "until": self.until,
            "group": self.group and self.group.pk,
        }


@dataclass
class Time:
    """A slot as it was when somebody looked."""

    pk: int
    starts_at: object
    date: date
    group: int
    capacity: int
    taken: int
    by_hand: int | None


def times(pattern, statement=MATCHED):
    """The times of a pattern by id; ``LOCKED`` keeps them as they are."""
    with connection.cursor() as cursor:
        cursor.execute(statement, pattern.terms())
        return [Time(*row) for row in cursor]

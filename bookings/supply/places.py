"""Free places that bookings may move to, and the best of them."""

from collections import defaultdict
from dataclasses import dataclass

from clinics.models.shortages import closed

from .scope import CLINICS

#: Clinics within reach of one that drops out, however many there are in a city.
NEAREST = 30

#: Clinics near others, with the distance in km on the sphere. Where a position is not known it is
#: those of the same district, taken to be as far as can be.
NEAR = f"""
WITH leaving AS (SELECT * FROM clinics_clinic WHERE id = ANY(%(homes)s)),
gone AS MATERIALIZED ({CLINICS})
SELECT leaving.id, near.id, near.km FROM leaving CROSS JOIN LATERAL (
    SELECT c.id, km.km FROM clinics_clinic c
    CROSS JOIN LATERAL (SELECT CASE
        WHEN c.latitude IS NULL OR c.longitude IS NULL
          OR leaving.latitude IS NULL OR leaving.longitude IS NULL
        THEN CASE WHEN c.district_id = leaving.district_id THEN %(within)s END
        ELSE 6371 * 2 * asin(least(1, sqrt(
            sin(radians(c.latitude - leaving.latitude) / 2) ^ 2
            + cos(radians(leaving.latitude)) * cos(radians(c.latitude))
              * sin(radians(c.longitude - leaving.longitude) / 2) ^ 2))) END) AS km (km)
    WHERE c.active AND c.vaccinates AND km.km <= %(within)s AND c.id NOT IN (SELECT id FROM gone)
    ORDER BY km.km, c.id LIMIT {NEAREST}
) AS near
"""

#: Never one of the days that an act is about, at its clinics: those are gone.
FREE = f"""
SELECT s.id, s.clinic_id, s.group_id, p.date, p.day_id,
       extract(epoch FROM (s.starts_at AT TIME ZONE 'Asia/Seoul')::time)::int / 60,
       least(s.capacity, wish.capacity) - s.taken, day."limit" - day.taken
FROM clinics_dayplaces p
JOIN clinics_clinicday day ON day.id = p.day_id
JOIN clinics_clinic c ON c.id = p.clinic_id
JOIN clinics_slot s ON s.places_id = p.id
LEFT JOIN unnest(%(slots)s::bigint[], %(capacities)s::smallint[]) AS wish (slot, capacity)
    ON wish.slot = s.id
WHERE p.clinic_id = ANY(%(reach)s) AND p.group_id = ANY(%(groups)s)
  AND p.date BETWEEN greatest(%(since)s::date,
                              (portal_now() AT TIME ZONE 'Asia/Seoul')::date + %(notice)s)
                 AND %(until)s
  AND p.taken < p.capacity AND day.taken < day."limit"
  AND s.taken < least(s.capacity, wish.capacity)
  AND c.active AND c.vaccinates
  AND NOT {closed("p.clinic_id", "p.date")}
  AND NOT (%(gone)s AND p.date >= %(first)s AND (%(last)s::date IS NULL OR p.date <= %(last)s)
           AND p.clinic_id IN ({CLINICS}))
ORDER BY p.date, s.starts_at, s.id
"""


@dataclass
class Place:
    slot: int
    clinic: int
    group: int
    date: object
    day: int
    minute: int
    free: int


class Places:
    """What is free, less what was chosen from it."""

    def __init__(self, rows, distances):
        """:param distances: ``{home: {clinic: km}}``; a home is near itself where it may stay."""
        self.distances = distances
        self.days = {}
        self.by_day = defaultdict(list)
        self.dates = defaultdict(set)
        for *place, free, free_that_day in rows:
            place = Place(*place, free)
            self.days[place.day] = free_that_day
            self.by_day[place.clinic, place.group, place.date].append(place)
            self.dates[place.clinic, place.group].add(place.date)

    def choose(self, dose, first, last, home=None):
        """Take the best place for a dose on one of these days, both included.

        A day later weighs as much as a kilometre further; at the same weight the earlier day, then
        the nearer clinic, then the nearest time of day.

        :param home: the clinic that comes before every other, for the sake of the other dose.
        :returns: a :class:`Place`, or None.
        """
        near = self.distances.get(dose.clinic, {})
        if home is not None and home not in near:
            near = {**near, home: 0}
        days = [
            (home not in (None, clinic), (date - first).days + km, date, km, clinic)
            for clinic, km in near.items()
            for date in self.dates[clinic, dose.group]
            if first <= date <= last
        ]
        for _elsewhere, _weight, date, _km, clinic in sorted(days):
            if place := self.take(self.by_day[clinic, dose.group, date], dose.minute):
                return place
            self.dates[clinic, dose.group].discard(date)
        return None

    def take(self, day, minute):
        free = [place for place in day if place.free > 0 and self.days[place.day] > 0]
        if not free:
            return None
        best = min(free, key=lambda place: (abs(place.minute - minute), place.minute, place.slot))
        best.free -= 1
        self.days[best.day] -= 1
        return best


def find(cursor, doses, answers):
    """What is free for these doses.

    :param answers: the terms of the act, with ``since``, ``until``, ``notice`` (days), ``gone``
        (whether its days are out of question), ``within`` (km; nothing where clinics stay) and
        ``leaves`` (whether its clinics are out of question).
    """
    homes = sorted({each.clinic for each in doses})
    distances = {home: {home: 0} for home in homes}
    if answers["within"]:
        concerned = sorted({each.clinic for each in doses if each.concerned})
        if answers["leaves"]:
            distances |= {home: {} for home in concerned}
        cursor.execute(NEAR, {**answers, "homes": concerned})
        for home, clinic, km in cursor:
            distances[home][clinic] = km
    reach = sorted({clinic for near in distances.values() for clinic in near})
    groups = sorted({each.group for each in doses})
    cursor.execute(FREE, {**answers, "reach": reach, "groups": groups})
    return Places(cursor, distances)

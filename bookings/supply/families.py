"""Both doses of a person as the planning sees them: they are settled together."""

from dataclasses import dataclass
from datetime import date, timedelta

#: A leftover dose has no round: it is of its own day and no other.
DOSES = """
SELECT b.id, b.reference, b.dose, coalesce(b.first_dose_id, b.id), b.status, b.slot_id, p.date,
       extract(epoch FROM (s.starts_at AT TIME ZONE 'Asia/Seoul')::time)::int / 60,
       s.clinic_id, s.group_id, b.vaccine_id, coalesce(b.vaccine_id, g.planned_as_id),
       given.given_on, coalesce(rv.vaccinate_from, p.date), coalesce(rv.vaccinate_to, p.date),
       person.birth_date
FROM bookings_booking b
JOIN clinics_slot s ON s.id = b.slot_id
JOIN clinics_dayplaces p ON p.id = s.places_id
JOIN clinics_vaccinegroup g ON g.id = s.group_id
LEFT JOIN bookings_roundversion rv ON rv.id = b.round_version_id
JOIN accounts_person person ON person.id = b.person_id
LEFT JOIN bookings_doserecord given ON given.booking_id = b.id
WHERE b.id = ANY(%(members)s)
ORDER BY b.id
"""

#: These bookings, the first dose of each, and the second that belongs to it.
MEMBERS = """
WITH firsts AS (
    SELECT DISTINCT coalesce(first_dose_id, id) AS id FROM bookings_booking
    WHERE id = ANY(%(bookings)s)
)
SELECT id FROM firsts UNION SELECT unnest(%(bookings)s::bigint[])
UNION SELECT b.id FROM bookings_booking b JOIN firsts ON firsts.id = b.first_dose_id
WHERE b.status = 'confirmed' ORDER BY id
"""

INTERVALS = """
SELECT v.id, v.doses, v.age_from, v.age_to, i.effective_from, i.min_days, i.standard_days,
       i.max_days
FROM clinics_vaccine v LEFT JOIN clinics_interval i ON i.vaccine_id = v.id
ORDER BY v.id, i.effective_from
"""


@dataclass
class Dose:
    pk: int
    reference: str
    dose: int
    root: int
    status: str
    slot: int
    day: date
    minute: int
    clinic: int
    group: int
    #: The product as it was told, and the one it counts as.
    told: int | None
    vaccine: int | None
    given_on: date | None
    vaccinate_from: date
    vaccinate_to: date
    born: date
    #: Whether the act is about it.
    concerned: bool = False


@dataclass
class Family:
    first: Dose
    second: Dose | None = None

    @property
    def doses(self):
        return [each for each in (self.first, self.second) if each]

    @property
    def concerned(self):
        return [each for each in self.doses if each.concerned]


@dataclass(frozen=True)
class Interval:
    min_days: int
    standard_days: int
    max_days: int

    def holds(self, first, second):
        return self.min_days <= (second - first).days <= self.max_days

    def days(self, first, least):
        """The first and the last day of the second dose, at least so many days after the first."""
        return first + timedelta(least), first + timedelta(self.max_days)


class Products:
    """What the vaccines ask for: doses, ages, intervals by the day of the first dose."""

    def __init__(self, cursor):
        self.doses, self.ages, self.intervals = {}, {}, {}
        cursor.execute(INTERVALS)
        for vaccine, doses, age_from, age_to, effective_from, *days in cursor:
            self.doses[vaccine], self.ages[vaccine] = doses, (age_from, age_to)
            if effective_from and doses > 1:
                rule = effective_from, Interval(*days)
                self.intervals.setdefault(vaccine, []).append(rule)

    def interval(self, vaccine, day):
        """The interval in force for a first dose on a day; None where one dose is all."""
        rules = [rule for since, rule in self.intervals.get(vaccine, []) if since <= day]
        return rules[-1] if rules else None

    @property
    def longest(self):
        every = [rule.max_days for rules in self.intervals.values() for _since, rule in rules]
        return timedelta(max(every, default=0))

    def suits(self, vaccine, born, day):
        """Whether somebody is of the age for a vaccine on the day of the visit."""
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        age_from, age_to = self.ages[vaccine]
        return age_from <= age <= age_to


def read(cursor, members, concerned):
    """:param concerned: ids of bookings that the act is about. :returns: families by first dose."""
    cursor.execute(DOSES, {"members": members})
    doses = [Dose(*row) for row in cursor]
    families = {each.pk: Family(each) for each in doses if each.dose == 1}
    for each in doses:
        each.concerned = each.pk in concerned
        if each.dose > 1 and each.status == "confirmed":
            families[each.root].second = each
    return list(families.values())

"""The half hours of a country, from its clinics' opening hours: a million, by the command itself.

``manage.py open_slots`` runs once over clinics of which nothing but hours and doctors is known,
day by day as before a real programme, and once more over what it made, which must change nothing.
"""

import time
from datetime import date
from io import StringIO

from django.core.management import call_command
from django.db import connection

from bench.country import PLACES, Size
from bench.stage import options, report, stage, tell, versions

#: From the first day on, which is a Thursday, twelve are no Sunday; none is a holiday.
WHOLE = Size(250, 5600, "2021-08-26", "2021-09-08")
SMOKE = Size(20, 60, "2021-08-26", "2021-09-08")
A_DAY = 16

PROGRAMME = """
INSERT INTO clinics_openinghours (clinic_id, weekday, opens, closes)
SELECT c.id, weekday, span.opens, span.closes
FROM clinics_clinic c CROSS JOIN generate_series(1, 6) AS weekday
CROSS JOIN (VALUES (time '09:00', time '12:30'), ('13:30', '18:00')) AS span (opens, closes);

INSERT INTO bookings_campaign (code, name_ko, name_en) VALUES ('bench', '백신', 'Vaccine');
INSERT INTO bookings_round (campaign_id, code, name_ko, name_en, stopped)
SELECT id, 'bench', '회차', 'Round', false FROM bookings_campaign;
INSERT INTO bookings_roundversion (round_id, number, opens_at, closes_at, birth_from, birth_to,
    vaccinate_from, vaccinate_to, groups)
SELECT r.id, 1, portal_now(), portal_now() + interval '1 day', '1972-01-01', '2003-12-31',
       %(first)s, %(last)s, ARRAY[g.id]
FROM bookings_round r JOIN clinics_vaccinegroup g ON g.code = 'mrna';
UPDATE bookings_round r SET current_id = v.id FROM bookings_roundversion v WHERE v.round_id = r.id;
"""

#: Days, half hours, and the people for whom the doctors, the half hours and the sums have time.
MADE = """
SELECT (SELECT count(*) FROM clinics_clinicday), (SELECT count(*) FROM clinics_slot),
       (SELECT sum(doctors) * 100 FROM clinics_clinic),
       (SELECT sum("limit") FROM clinics_clinicday),
       (SELECT sum(capacity) FROM clinics_slot), (SELECT sum(capacity) FROM clinics_dayplaces)
"""


def opened(size):
    """Run the command. :returns: the seconds it took, and what it says."""
    said, started = StringIO(), time.perf_counter()
    span = {"first": date.fromisoformat(size.first), "last": date.fromisoformat(size.last)}
    call_command("open_slots", campaign="bench", stdout=said, **span)
    return time.perf_counter() - started, said.getvalue().strip()


def made(size):
    """Check that nothing is missing and nothing too much. :returns: how many half hours."""
    first, last = map(date.fromisoformat, (size.first, size.last))
    numbers = range(first.toordinal(), last.toordinal() + 1)
    days = sum(date.fromordinal(number).isoweekday() < 7 for number in numbers)
    with connection.cursor() as cursor:
        cursor.execute(MADE)
        clinic_days, slots, a_day, *people = cursor.fetchone()
    if (clinic_days, slots) != (size.clinics * days, size.clinics * days * A_DAY):
        raise SystemExit(f"{clinic_days:,} days and {slots:,} half hours of {days} days")
    if set(people) != {a_day * days}:
        raise SystemExit(f"Places for {people}, where doctors have time for {a_day * days:,}")
    return slots


def main():
    chosen = options(__doc__, seconds=0)
    size = SMOKE if chosen.smoke else WHOLE

    def prepare(cursor):
        cursor.execute(PLACES, size._asdict())
        cursor.execute(PROGRAMME, size._asdict())

    name = "slots-smoke" if chosen.smoke else "slots"
    with stage(name, f"{size} {PROGRAMME}", prepare):
        tell(f"{versions()}; {size.clinics:,} clinics, {size.first} to {size.last}")
        seconds, said = opened(size)
        slots = made(size)
        tell(f"{seconds:.1f} s: {said}")
        again, said = opened(size)
        if made(size) != slots or not said.endswith(" 0 slots changed."):
            raise SystemExit(f"The second run was not idle: {said}")
        tell(f"once more {again:.1f} s: {said}")
        connection.close()
    report(
        {
            "slots": slots,
            "seconds": round(seconds, 2),
            "slots_per_s": round(slots / seconds),
            "again_seconds": round(again, 2),
        }
    )


if __name__ == "__main__":
    main()

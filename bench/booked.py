"""A country in which millions have booked: what the ministry's and the staff's pages read.

Made by statements, with the triggers asleep and their counts made up for at the end: five million
in minutes. What is past is completed or missed, what is to come is confirmed, some are cancelled,
and each change has its event. One kept database for all benches of this country.
"""

from contextlib import contextmanager
from typing import NamedTuple

from bench.booked_work import LISTS, MESSAGES
from bench.booking import ROUND
from bench.country import Size, make_places, sealed
from bench.database import connected, set_clock
from bench.stage import stage

#: The clock of these benches stands in the middle of the vaccination days.
NOON = "2021-08-31 12:00+09"


class Crowd(NamedTuple):
    clinics: int
    bookings: int

    def make(self, cursor):
        """Twenty clinics in a district, ten days."""
        make_places(cursor, Size(self.clinics // 20, self.clinics, "2021-08-26", "2021-09-06"))
        cursor.execute(ROUND)
        book(cursor, self.bookings, NOON)
        cursor.execute(LISTS)


WHOLE = Crowd(4800, 5_000_000)
SMOKE = Crowd(200, 50_000)

CROWD = """
SET session_replication_role = replica;

INSERT INTO accounts_person (birth_date, sex, name, phone, language)
SELECT date '1972-01-01' + (n %% 11000), CASE n %% 2 WHEN 0 THEN 'F' ELSE 'M' END,
       %(name)s, %(phone)s, 'ko'
FROM generate_series(1, %(bookings)s) AS n;

CREATE TEMPORARY TABLE free AS
SELECT s.id, s.starts_at, row_number() OVER (ORDER BY md5(s.id::text)) - 1 AS n FROM clinics_slot s
JOIN clinics_vaccinegroup g ON g.id = s.group_id WHERE g.code = 'mrna';
CREATE UNIQUE INDEX ON free (n);
ANALYZE free;

INSERT INTO bookings_booking (reference, person_id, campaign_id, round_version_id, dose, slot_id,
    vaccine_id, status, rejection, channel, idempotency_key, held_at, changed_at, changed_via)
SELECT 'BOOKED-' || made.n, first.id + made.n, r.campaign_id, r.current_id, 1, free.id,
       g.planned_as_id, status,
       CASE status WHEN 'rejected' THEN 'closed' ELSE '' END,
       CASE WHEN made.n %% 10 = 0 THEN 'call' ELSE 'web' END, gen_random_uuid(), held_at,
       held_at + interval '2 seconds', 'system'
FROM generate_series(0, %(bookings)s - 1) AS made (n)
CROSS JOIN (SELECT max(id) - %(bookings)s + 1 AS id FROM accounts_person) AS first
JOIN free ON free.n = made.n %% (SELECT count(*) FROM free)
CROSS JOIN bookings_round r JOIN clinics_vaccinegroup g ON g.code = 'mrna'
CROSS JOIN LATERAL (SELECT
    CASE WHEN made.n %% 20 = 7 THEN 'cancelled' WHEN made.n %% 100 = 3 THEN 'rejected'
         WHEN free.starts_at > %(noon)s::timestamptz THEN 'confirmed'
         WHEN made.n %% 25 = 11 THEN 'no_show' ELSE 'completed' END AS status,
    timestamptz '2021-08-09 20:00+09' + made.n * interval '10 days' / %(bookings)s AS held_at
) AS told;

INSERT INTO bookings_bookingevent (booking_id, old_status, new_status, channel, reason, at)
SELECT id, 'held', CASE status WHEN 'rejected' THEN 'rejected' ELSE 'confirmed' END, 'system', '',
       changed_at
FROM bookings_booking ORDER BY id;
INSERT INTO bookings_bookingevent (booking_id, old_status, new_status, channel, reason, at)
SELECT b.id, 'confirmed', b.status, 'clinic', '',
       CASE b.status WHEN 'cancelled' THEN b.held_at + interval '1 day'
            ELSE s.starts_at + interval '20 minutes' END
FROM bookings_booking b JOIN clinics_slot s ON s.id = b.slot_id
WHERE b.status IN ('cancelled', 'completed', 'no_show') ORDER BY s.starts_at, b.id;

INSERT INTO bookings_doserecord (person_id, campaign_id, dose, vaccine_id, booking_id, given_on)
SELECT b.person_id, b.campaign_id, b.dose, b.vaccine_id, b.id,
       (s.starts_at AT TIME ZONE 'Asia/Seoul')::date
FROM bookings_booking b JOIN clinics_slot s ON s.id = b.slot_id WHERE b.status = 'completed';

UPDATE clinics_slot s SET taken = b.taken, capacity = greatest(s.capacity, b.taken)
FROM (SELECT slot_id, count(*) AS taken FROM bookings_booking
      WHERE status IN ('held', 'confirmed', 'completed', 'no_show') GROUP BY slot_id) AS b
WHERE b.slot_id = s.id;
UPDATE clinics_dayplaces p SET taken = s.taken, capacity = s.capacity
FROM (SELECT places_id, sum(taken) AS taken, sum(capacity) AS capacity
      FROM clinics_slot GROUP BY places_id) AS s
WHERE s.places_id = p.id;
UPDATE clinics_clinicday d SET taken = p.taken, "limit" = greatest(d."limit", p.taken)
FROM (SELECT day_id, sum(taken) AS taken FROM clinics_dayplaces GROUP BY day_id) AS p
WHERE p.day_id = d.id;

-- One booking after the other leaves the rows where they lie: a clinic's day of sixteen half hours
-- in two pages. All at once, in the order of a join, strew them over thirteen.
CLUSTER clinics_slot USING clinics_slot_pkey;
CLUSTER clinics_dayplaces USING clinics_dayplaces_pkey;
CLUSTER clinics_clinicday USING clinics_clinicday_pkey;

INSERT INTO clinics_residents (region_id, as_of, age, count)
SELECT r.id, '2021-06-30', age, 100 + (r.id * age) %% 1000
FROM clinics_region r CROSS JOIN generate_series(0, 100) AS age WHERE r.kind = 'district';

SET session_replication_role = origin;
"""


def book(cursor, bookings, noon):
    """So many bookings by as many people, their history and its messages.

    :param noon: what is earlier is past.
    """
    cursor.execute(CROWD, {"bookings": bookings, "noon": noon, **sealed()})
    cursor.execute(MESSAGES)


@contextmanager
def booked(crowd, smoke):
    """The country on its clock, with a database and a store of its own; yield the environment."""
    name = "booked-smoke" if smoke else "booked"
    with stage(name, (crowd, CROWD, MESSAGES, LISTS), crowd.make, copied=False) as environment:
        with connected(environment["DATABASE_URL"]) as cursor:
            set_clock(cursor, NOON)
        yield environment

"""A country made by statements: districts, clinics, half hours, people. Same seed, same rows.

Districts are popular by Zipf's law: the first of them have many times the
clinics, and the searches, of the last.
"""

from typing import NamedTuple

from accounts.crypto import box


class Size(NamedTuple):
    districts: int
    clinics: int
    first: str
    last: str
    #: Share of the places that are taken, at most, as in the days after an opening.
    taken: float = 0.0


PLACES = """
SELECT setseed(0.2021);

INSERT INTO clinics_region (code, kind, name_ko, name_en)
SELECT lpad(n::text, 2, '0') || '00000000', 'province', '도 ' || n, 'Province ' || n
FROM generate_series(1, 17) AS n;

INSERT INTO clinics_region (code, kind, name_ko, name_en, province_id)
SELECT lpad((n %% 17 + 1)::text, 2, '0') || lpad(n::text, 4, '0') || '0000', 'district',
       '시군구 ' || n, 'District ' || n,
       (SELECT id FROM clinics_region WHERE code = lpad((n %% 17 + 1)::text, 2, '0') || '00000000')
FROM generate_series(1, %(districts)s) AS n;

INSERT INTO clinics_vaccinegroup (code, name_ko, name_en)
VALUES ('mrna', '화이자·모더나', 'Pfizer or Moderna'), ('az', '아스트라제네카', 'AstraZeneca');

INSERT INTO clinics_vaccine (code, name_ko, name_en, group_id, doses, age_from, age_to)
SELECT code, name_ko, name_en, id, 2, 0, 150 FROM clinics_vaccinegroup;
INSERT INTO clinics_interval (vaccine_id, effective_from, min_days, standard_days, max_days)
SELECT id, '2021-01-01', 14, 21, 42 FROM clinics_vaccine;
UPDATE clinics_vaccinegroup g SET planned_as_id = v.id
FROM clinics_vaccine v WHERE v.group_id = g.id;

-- District n has a share of the clinics that falls with the root of n.
INSERT INTO clinics_clinic (source, key, name, kind, district_id, address, postcode, phone,
    latitude, longitude, active, vaccinates, bookable_weekdays, doctors, hours_generated)
SELECT 'bench', n, '의원 ' || n, '의원', r.id, r.name_ko || ' 가상로 ' || n, '00000', '02-000-0000',
       35 + rank %% 17 * 0.15 + n %% 97 * 0.001, 126.8 + rank / 17 * 0.1 + n %% 89 * 0.001,
       true, true, '{1,2,3,4,5,6}', 1 + (random() * 2)::int, true
FROM (SELECT n, 1 + floor(%(districts)s * random() ^ 2)::int AS rank
      FROM generate_series(1, %(clinics)s) AS n) AS made
JOIN (SELECT id, name_ko, row_number() OVER (ORDER BY id) AS rank FROM clinics_region
      WHERE kind = 'district') AS r USING (rank)
ORDER BY r.id, n;
"""

DAYS = """
INSERT INTO clinics_clinicday (clinic_id, date, "limit", taken)
SELECT c.id, day::date, c.doctors * 100, 0
FROM clinics_clinic c
CROSS JOIN generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS day
WHERE extract(isodow FROM day) < 7
ORDER BY c.id, day;

-- One clinic in five gives both vaccines.
INSERT INTO clinics_dayplaces (day_id, clinic_id, group_id, date, capacity, taken)
SELECT d.id, d.clinic_id, g.id, d.date, 0, 0
FROM clinics_clinicday d JOIN clinics_vaccinegroup g ON g.code = 'mrna' OR d.clinic_id %% 5 = 0
ORDER BY d.id, g.id;

-- 09:00 to 12:30 and 13:30 to 18:00.
INSERT INTO clinics_slot (clinic_id, group_id, places_id, starts_at, ends_at, capacity, taken)
SELECT clinic_id, group_id, places_id, at, at + interval '30 minutes', capacity,
       least(capacity, floor(capacity * full_by * (0.5 + random())))
FROM (
    SELECT p.clinic_id, p.group_id, p.id AS places_id,
           (p.date + interval '9 hours' + half_hour * interval '30 minutes')
               AT TIME ZONE 'Asia/Seoul' AS at,
           greatest(1, d.limit / 20) AS capacity,
           %(taken)s * (p.clinic_id %% 10) / 9.0 AS full_by
    FROM clinics_dayplaces p JOIN clinics_clinicday d ON d.id = p.day_id
    CROSS JOIN generate_series(0, 17) AS half_hour
    WHERE half_hour NOT IN (7, 8)
) AS half_hours
ORDER BY places_id, at;
"""

PEOPLE = """
INSERT INTO accounts_person (birth_date, sex, name, phone, language)
SELECT date '1972-01-01' + (n %% 11000), 'F', %(name)s, %(phone)s, 'ko'
FROM generate_series(1, %(people)s) AS n;

INSERT INTO accounts_verification (id, person_id, provider_id, started_at, ends_at)
SELECT md5('bench ' || p.id)::uuid, p.id, v.id, portal_now(), portal_now() + interval '10 years'
FROM accounts_person p JOIN accounts_provider v ON v.code = 'phone';

-- They have been called in already: what is measured is the booking area.
INSERT INTO waiting_pass (person_id, verification_id, begins_at, ends_at)
SELECT person_id, id, started_at, ends_at FROM accounts_verification;
"""


def make_places(cursor, size):
    cursor.execute(PLACES, size._asdict())
    cursor.execute(DAYS, size._asdict())


def sealed():
    """The name and the telephone number of everybody, as they are kept."""
    return {"name": box().encrypt(b"Haneul Kim"), "phone": box().encrypt(b"+821000000000")}


def make_people(cursor, people):
    cursor.execute(PEOPLE, {"people": people, **sealed()})

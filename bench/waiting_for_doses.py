"""Many people who wait for leftover doses, made by statements. Same seed, same rows."""

from typing import NamedTuple

from bench.country import Size, make_places, sealed

#: Every so many-th person is a macro.
MACROS = 100
#: The day on which it is measured, and the hour: clinics have five hours left.
TODAY, MOMENT = "2021-08-26", "2021-08-26 13:00:00+09"

#: One dose is all, so that nothing but leftover doses is measured.
VACCINE = """
INSERT INTO clinics_vaccinegroup (code, name_ko, name_en) VALUES ('janssen', '얀센', 'Janssen');
INSERT INTO clinics_vaccine (code, name_ko, name_en, group_id, doses, age_from, age_to)
SELECT 'janssen-one', name_ko, name_en, id, 1, 0, 150 FROM clinics_vaccinegroup
WHERE code = 'janssen';
INSERT INTO bookings_campaign (code, name_ko, name_en) VALUES ('bench', '벤치', 'Bench');
INSERT INTO bookings_campaign_vaccines (campaign_id, vaccine_id)
SELECT c.id, v.id FROM bookings_campaign c, clinics_vaccine v WHERE v.code = 'janssen-one';
INSERT INTO bookings_leftoverterms (campaign_id, offer_time, come_within, close_before, missed_days)
SELECT id, %(time)s, interval '2 hours', interval '30 minutes', 14 FROM bookings_campaign
"""

PEOPLE = """
INSERT INTO accounts_person (birth_date, sex, name, phone, language)
SELECT date '1972-01-01' + (n %% 11000), 'F', %(name)s, %(phone)s, 'ko'
FROM generate_series(1, %(people)s) AS n
"""

#: Everybody waits since some moment of the month before, at two clinics. Their rows lie in the
#: order in which they came, as they do where one after the other wrote them.
WAIT = """
SELECT setseed(0.2021);
INSERT INTO bookings_leftoverwish (person_id, since, turn_at)
SELECT id, moment, moment FROM (
    SELECT id, timestamptz '2021-08-26 00:00+09' - random() * interval '30 days' AS moment
    FROM accounts_person) AS made
ORDER BY moment;
CREATE TEMPORARY TABLE numbered AS
SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM clinics_clinic;
INSERT INTO bookings_leftoveralert (wish_id, clinic_id, place)
SELECT w.id, c.id, place
FROM bookings_leftoverwish w CROSS JOIN generate_series(1, 2) AS place
JOIN numbered c ON c.n = (w.person_id * (CASE place WHEN 1 THEN 7919 ELSE 104729 END) + place)
    %% (SELECT count(*) FROM numbered)
ORDER BY w.since, place
ON CONFLICT DO NOTHING;
INSERT INTO bookings_leftoverturn (wish_id, alert_id, clinic_id, vaccine_id, place, turn_at)
SELECT a.wish_id, a.id, a.clinic_id, v.id, a.place, w.turn_at
FROM bookings_leftoveralert a JOIN bookings_leftoverwish w ON w.id = a.wish_id
CROSS JOIN clinics_vaccine v WHERE v.code = 'janssen-one'
ORDER BY a.id;
"""


class Waiting(NamedTuple):
    """So many people with an alert."""

    people: int
    clinics: int
    #: Seconds to answer an offer.
    time: int

    def make(self, cursor):
        make_places(cursor, Size(max(self.clinics // 20, 1), self.clinics, TODAY, TODAY))
        cursor.execute(VACCINE, {"time": f"{self.time} seconds"})
        cursor.execute(PEOPLE, {"people": self.people, **sealed()})
        cursor.execute(WAIT, {})

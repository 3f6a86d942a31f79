"""Whom an act concerns: confirmed bookings to come, of its clinics, its days and its vaccine."""

#: Ids of the act's clinics.
CLINICS = """
SELECT c.id FROM clinics_clinic c JOIN clinics_region d ON d.id = c.district_id
WHERE CASE WHEN cardinality(%(clinics)s::bigint[]) > 0 THEN c.id = ANY(%(clinics)s)
      ELSE %(region)s::bigint IS NULL OR %(region)s IN (d.id, d.province_id) END
"""

#: Of fewer places: who is one too many. Whoever booked last goes first; those still being confirmed
#: stand among them, and go when they are.
TOO_MANY = """
SELECT ranked.id FROM (
    SELECT b.id, s.taken - wish.capacity AS people, row_number() OVER (
        PARTITION BY s.id ORDER BY b.held_at DESC, b.id DESC) AS turn
    FROM unnest(%(slots)s::bigint[], %(capacities)s::smallint[]) AS wish (slot, capacity)
    JOIN clinics_slot s ON s.id = wish.slot
    JOIN bookings_booking b ON b.slot_id = s.id
    WHERE b.status IN ('held', 'confirmed') AND b.arrived_at IS NULL
) AS ranked WHERE turn <= people
"""

#: A product that is not told yet counts as the one it is planned as.
SCOPE = f"""
FROM clinics_dayplaces p
JOIN clinics_slot s ON s.places_id = p.id
JOIN bookings_booking b ON b.slot_id = s.id
JOIN clinics_vaccinegroup g ON g.id = s.group_id
WHERE p.clinic_id IN ({CLINICS})
  AND p.date >= %(first)s AND (%(last)s::date IS NULL OR p.date <= %(last)s)
  AND (%(group)s::bigint IS NULL OR p.group_id = %(group)s)
  AND (%(vaccine)s::bigint IS NULL OR coalesce(b.vaccine_id, g.planned_as_id) = %(vaccine)s)
  AND s.starts_at > portal_now() AND b.arrived_at IS NULL
  AND (cardinality(%(slots)s::bigint[]) = 0 OR b.id IN ({TOO_MANY}))
"""

CONFIRMED = f"{SCOPE} AND b.status = 'confirmed'"

#: So many at a time, that whoever stops the act does not wait long.
CHUNK = 20_000

#: In the order of clinics and days, so that a batch needs the places of few clinics.
GATHER = f"""
INSERT INTO bookings_supplyitem (act_id, booking_id, old_slot_id)
SELECT %(act)s, b.id, b.slot_id {CONFIRMED} AND NOT EXISTS (
    SELECT FROM bookings_supplyitem i WHERE i.act_id = %(act)s AND i.booking_id = b.id)
ORDER BY p.clinic_id, p.date, s.starts_at, b.id LIMIT {CHUNK}
ON CONFLICT (act_id, booking_id) DO NOTHING
"""

#: Those still being confirmed; what they become will be gathered too.
HELD = f"SELECT EXISTS (SELECT {SCOPE} AND b.status = 'held')"

COUNT = f"""
SELECT count(*) FILTER (WHERE b.dose = 1), count(*) FILTER (WHERE b.dose > 1),
       count(DISTINCT p.clinic_id) {CONFIRMED}
"""

SOME = f"SELECT b.id {CONFIRMED} ORDER BY p.clinic_id, p.date, s.starts_at, b.id LIMIT %(limit)s"

#: Which of these bookings it concerns and has not settled.
CONCERNED = f"""
SELECT b.id {CONFIRMED} AND b.id = ANY(%(bookings)s) AND NOT EXISTS (
    SELECT FROM bookings_supplyitem i
    WHERE i.act_id = %(act)s AND i.booking_id = b.id AND i.state <> 'waiting')
"""

#: From now on nobody is booked there; several acts of the same days are one shortage.
SHORTAGES = f"""
INSERT INTO clinics_shortage (clinic_id, group_id, first_date, last_date, reason)
SELECT id, %(group)s, %(first)s, %(last)s, %(reason)s FROM ({CLINICS}) AS c
ORDER BY id ON CONFLICT DO NOTHING
"""


#: The same by closing the days, for every vaccine. Where all clinics close it is one row a day.
CLOSURES = """
INSERT INTO clinics_closure (clinic_id, date, reason)
SELECT clinic, day::date, left(%(reason)s, 100)
FROM unnest(coalesce(nullif(%(clinics)s::bigint[], '{}'), '{NULL}')) AS clinic,
     generate_series(%(first)s::date, %(last)s, interval '1 day') AS day
ON CONFLICT DO NOTHING
"""

#: No place of a closed day is taken from this moment on; its slots follow batch by batch.
FULL_DAYS = """
WITH closed AS MATERIALIZED (
    SELECT id FROM clinics_clinicday
    WHERE date BETWEEN greatest(%(first)s, (portal_now() AT TIME ZONE 'Asia/Seoul')::date)
                   AND %(last)s
      AND (%(clinics)s::bigint[] = '{}' OR clinic_id = ANY(%(clinics)s)) AND taken < "limit"
    ORDER BY id FOR NO KEY UPDATE
)
UPDATE clinics_clinicday d SET "limit" = d.taken FROM closed WHERE closed.id = d.id
"""

#: The same by setting times by hand; who is one too many has the place until they are moved.
LOWER = """
WITH wish AS MATERIALIZED (
    SELECT s.id, wish.capacity
    FROM unnest(%(slots)s::bigint[], %(capacities)s::smallint[]) AS wish (slot, capacity)
    JOIN clinics_slot s ON s.id = wish.slot
    ORDER BY s.id FOR NO KEY UPDATE OF s
)
UPDATE clinics_slot s SET capacity = greatest(wish.capacity, s.taken), by_hand = wish.capacity
FROM wish WHERE wish.id = s.id
"""


def terms(act):
    """What the statements about an act ask for, under their names."""
    return {
        "act": act.pk,
        "clinics": act.clinics,
        "region": act.region_id,
        "group": act.vaccine and act.vaccine.group_id,
        "vaccine": act.vaccine_id,
        "first": act.first_date,
        "last": act.last_date,
        "reason": act.reason,
        "slots": act.slots,
        "capacities": act.capacities,
    }


def ids(cursor, statement, answers):
    cursor.execute(statement, answers)
    return [pk for (pk,) in cursor]

"""Confirm first doses together with a place for the second.

Same clinic, same vaccine group, the standard interval in force on the day of
the first dose, the same time or the nearest; closed, holiday or full moves it
to the next open day inside the maximum interval. Where there is none, the
first dose is confirmed all the same and a person finds the second: work list.
"""

from django.db import connection

from accounts.prepared import execute
from bookings.references import new_reference
from clinics.models.shortages import short

CLAIM = """
SELECT b.id FROM bookings_booking b
WHERE b.id = ANY(%(bookings)s) AND b.status = 'held'
ORDER BY b.id FOR UPDATE SKIP LOCKED
"""

#: The interval in force for a first dose on ``first.date`` with vaccine ``v``.
INTERVAL = """
LEFT JOIN LATERAL (
    SELECT * FROM clinics_interval i
    WHERE i.vaccine_id = v.id AND i.effective_from <= first.date
    ORDER BY i.effective_from DESC LIMIT 1
) i ON true
"""

#: The place of the second dose, never before ``earliest``: at the clinic and nearest to the time
#: of day of slot ``s``.
PLACE = (
    INTERVAL
    + """
LEFT JOIN LATERAL (
    SELECT d.id, d.date FROM clinics_dayplaces d JOIN clinics_clinicday cd ON cd.id = d.day_id
    WHERE d.clinic_id = s.clinic_id AND d.group_id = s.group_id
      AND d.date BETWEEN greatest(first.date + i.standard_days, {earliest})
                     AND first.date + i.max_days
      AND d.taken < d.capacity AND cd.taken < cd."limit"
      AND NOT EXISTS (SELECT FROM clinics_closure x WHERE x.date = d.date
                      AND (x.clinic_id = d.clinic_id OR x.clinic_id IS NULL))
      AND NOT """
    + short("d.clinic_id", "d.group_id", "d.date")
    + """
    ORDER BY d.date LIMIT 1
) day ON true
LEFT JOIN LATERAL (
    SELECT c.id FROM clinics_slot c
    WHERE c.places_id = day.id AND c.taken < c.capacity
    ORDER BY abs(extract(epoch FROM (c.starts_at AT TIME ZONE 'Asia/Seoul')::time
                                  - (s.starts_at AT TIME ZONE 'Asia/Seoul')::time)), c.starts_at
    LIMIT 1
) slot ON true
"""
)

#: For each claimed booking that needs a second dose: the slot it should have, or NULL.
PLAN = f"""
SELECT b.id, slot.id
FROM bookings_booking b
JOIN clinics_slot s ON s.id = b.slot_id
JOIN clinics_dayplaces first ON first.id = s.places_id
JOIN clinics_vaccinegroup g ON g.id = s.group_id
JOIN clinics_vaccine v ON v.id = coalesce(b.vaccine_id, g.planned_as_id)
{PLACE.format(earliest="first.date")}
WHERE b.id = ANY(%(claimed)s) AND b.dose = 1 AND v.doses > 1
  AND NOT EXISTS (SELECT FROM bookings_booking o
                  WHERE o.person_id = b.person_id AND o.campaign_id = b.campaign_id AND o.dose = 2
                    AND o.status IN ('held', 'confirmed', 'completed'))
"""

#: The order in which every statement locks: slots, the days' places, clinic days, by id.
LOCK = (
    "SELECT FROM clinics_slot WHERE id = ANY(%(slots)s) ORDER BY id FOR NO KEY UPDATE",
    "SELECT FROM clinics_dayplaces WHERE id IN (SELECT places_id FROM clinics_slot"
    " WHERE id = ANY(%(slots)s)) ORDER BY id FOR NO KEY UPDATE",
    "SELECT FROM clinics_clinicday WHERE id IN (SELECT d.day_id FROM clinics_dayplaces d"
    " JOIN clinics_slot s ON s.places_id = d.id WHERE s.id = ANY(%(slots)s))"
    " ORDER BY id FOR NO KEY UPDATE",
)

#: Under the locks the counts stand still: as many of a ``plan`` as still fit have their turn.
RANKED = """
ranked AS (
    SELECT plan.*, s.capacity - s.taken AS free, cd."limit" - cd.taken AS free_that_day,
           row_number() OVER (PARTITION BY s.id ORDER BY booking_id) AS turn,
           row_number() OVER (PARTITION BY cd.id ORDER BY booking_id) AS turn_that_day
    FROM plan JOIN clinics_slot s ON s.id = plan.slot_id
    JOIN clinics_dayplaces d ON d.id = s.places_id
    JOIN clinics_clinicday cd ON cd.id = d.day_id
)
"""

TAKE = f"""
WITH plan AS (
    SELECT * FROM unnest(%(first)s::bigint[], %(slots)s::bigint[], %(references)s::text[])
        AS plan (booking_id, slot_id, reference)
), {RANKED}
INSERT INTO bookings_booking (reference, person_id, campaign_id, round_version_id, dose, slot_id,
                              vaccine_id, first_dose_id, status, channel, idempotency_key)
SELECT r.reference, b.person_id, b.campaign_id, b.round_version_id, 2, r.slot_id,
       b.vaccine_id, b.id, 'confirmed', b.channel, gen_random_uuid()
FROM ranked r JOIN bookings_booking b ON b.id = r.booking_id
WHERE r.turn <= r.free AND r.turn_that_day <= r.free_that_day
ORDER BY r.booking_id
RETURNING first_dose_id
"""

#: Somebody who missed the first dose and books it anew still has the second of then, too early
#: now. Its place goes back first, in a transaction of its own, and the second is planned afresh.
GIVE_BACK = """
WITH outdated AS (
    SELECT second.id FROM bookings_booking b
    JOIN bookings_booking missed USING (person_id, campaign_id)
    JOIN bookings_booking second ON second.first_dose_id = missed.id
    WHERE b.id = ANY(%(bookings)s) AND b.status = 'held' AND b.dose = 1
      AND missed.status = 'no_show' AND second.status = 'confirmed'
    ORDER BY second.id FOR UPDATE OF second SKIP LOCKED
)
UPDATE bookings_booking b SET status = 'cancelled', changed_by_id = NULL, change_reason = ''
FROM outdated WHERE b.id = outdated.id
"""

#: From the day after it, a first dose that was missed needs no second. Until then a nurse may
#: have pressed the wrong button, or somebody comes late.
GIVE_BACK_MISSED = """
WITH missed AS (
    SELECT second.id FROM bookings_booking first
    JOIN clinics_slot s ON s.id = first.slot_id
    JOIN clinics_dayplaces d ON d.id = s.places_id
    JOIN bookings_booking second ON second.first_dose_id = first.id
    WHERE first.status = 'no_show' AND second.status = 'confirmed'
      AND d.date < (portal_now() AT TIME ZONE 'Asia/Seoul')::date
    ORDER BY first.id LIMIT %(limit)s
    FOR UPDATE OF first, second SKIP LOCKED
)
UPDATE bookings_booking b SET status = 'cancelled', change_reason = 'first dose missed'
FROM missed WHERE b.id = missed.id
"""

#: And nobody needs to look for one.
CLOSE_MISSED = """
UPDATE bookings_workitem w SET resolved_at = portal_now(), outcome = 'over', channel = 'system'
FROM bookings_booking first, clinics_slot s, clinics_dayplaces d
WHERE w.resolved_at IS NULL AND first.id = w.booking_id AND first.status = 'no_show'
  AND s.id = first.slot_id AND d.id = s.places_id
  AND d.date < (portal_now() AT TIME ZONE 'Asia/Seoul')::date
"""

CONFIRM = "UPDATE bookings_booking SET status = 'confirmed' WHERE id = ANY(%(confirmed)s)"

TO_WORK_LIST = """
INSERT INTO bookings_workitem (booking_id, kind)
SELECT unnest(%(placeless)s::bigint[]), 'second_dose' ON CONFLICT DO NOTHING
"""


def give_back_outdated(bookings):
    """Cancel the second doses that these HELD bookings, first doses booked anew, outdate."""
    with connection.cursor() as cursor:
        execute(cursor, GIVE_BACK, {"bookings": bookings})


def give_back_missed(limit=500):
    """Cancel second doses whose first was missed before today.

    :param limit: how many at most.
    :returns: how many were cancelled; each has its message.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLOSE_MISSED)
        cursor.execute(GIVE_BACK_MISSED, {"limit": limit})
        return cursor.rowcount


def confirm_fit(bookings):
    """Confirm these HELD bookings and allot their second doses. Call it in a transaction.

    :param bookings: ids; those another worker holds are passed over.
    :returns: how many were confirmed. Whoever lost the last place of a slot to another of the
        batch stays HELD and is planned anew with the next batch.
    """
    with connection.cursor() as cursor:
        execute(cursor, CLAIM, {"bookings": bookings})
        claimed = [pk for (pk,) in cursor]
        execute(cursor, PLAN, {"claimed": claimed})
        plan = dict(cursor.fetchall())
        wanted = {first: slot for first, slot in plan.items() if slot}
        placed = take_places(cursor, wanted)
        confirmed = [pk for pk in claimed if pk not in wanted or pk in placed]
        placeless = [pk for pk, slot in plan.items() if slot is None]
        execute(cursor, CONFIRM, {"confirmed": confirmed})
        execute(cursor, TO_WORK_LIST, {"placeless": placeless})
    return len(confirmed)


def take_places(cursor, wanted):
    """Book second doses, ``{first dose's id: slot id}``, as far as the places go.

    :returns: the ids of the first doses whose second now has a place.
    """
    if not wanted:
        return set()
    answers = {
        "first": list(wanted),
        "slots": list(wanted.values()),
        "references": [new_reference() for _ in wanted],
    }
    for statement in LOCK:
        execute(cursor, statement, answers)
    execute(cursor, TAKE, answers)
    return {first for (first,) in cursor}

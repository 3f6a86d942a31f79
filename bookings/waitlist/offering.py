"""Offer places that came free to those who are next in line.

One look costs a sum over the days of the districts where somebody waits, however many wait there.
The earliest free place goes to the first who waits for it, the next to the first of the others:
nobody is passed over for somebody who came later and wished for the same.
"""

from django.conf import settings
from django.db import connection, transaction

from bookings.confirmation.second_doses import LOCK
from bookings.references import new_reference

#: Slots for which the line is read at a time.
SLOTS = 200

FREE = """
WITH wished AS MATERIALIZED (
    SELECT region_id, min(from_date) AS since, max(to_date) AS until
    FROM bookings_waitlist WHERE state = 'waiting' GROUP BY region_id
), districts AS MATERIALIZED (
    SELECT d.id, min(since) AS since, max(until) AS until
    FROM wished JOIN clinics_region d
        ON d.kind = 'district' AND wished.region_id IN (d.id, d.province_id)
    GROUP BY d.id
)
SELECT s.id, least(s.capacity - s.taken, day."limit" - day.taken)
FROM districts
JOIN clinics_clinic c ON c.district_id = districts.id AND c.active AND c.vaccinates
JOIN clinics_dayplaces p ON p.clinic_id = c.id AND p.date BETWEEN
    greatest(districts.since, (portal_now() AT TIME ZONE 'Asia/Seoul')::date + 2)
    AND districts.until
JOIN clinics_clinicday day ON day.id = p.day_id
JOIN clinics_slot s ON s.places_id = p.id
WHERE p.taken < p.capacity AND day.taken < day."limit" AND s.taken < s.capacity
ORDER BY s.starts_at, s.id
"""

#: For each of these slots those first in line, one more than enough for the others' sake.
FIRST_IN_LINE = """
SELECT free.slot_id, free.places, line.entry_id, line.person_id
FROM unnest(%(slots)s::bigint[], %(places)s::int[]) WITH ORDINALITY
    AS free (slot_id, places, turn)
CROSS JOIN LATERAL (
    SELECT * FROM in_line_for(free.slot_id)
    ORDER BY joined_at, entry_id LIMIT free.places + %(slack)s) AS line
ORDER BY free.turn, line.joined_at, line.entry_id
"""

CLAIM = """
SELECT id FROM bookings_waitlist WHERE id = ANY(%(entries)s) AND state = 'waiting'
ORDER BY id FOR UPDATE SKIP LOCKED
"""

#: As many as still fit. In the night people are told in the morning, and have time from then on;
#: when their round closes before that, from now until it does.
KEEP = """
WITH hours AS (
    SELECT here::time >= %(from)s AND here::time < %(until)s AS by_day,
        (here::date + (here::time >= %(until)s)::int + %(from)s::time) AT TIME ZONE 'Asia/Seoul'
            AS morning
    FROM (SELECT portal_now() AT TIME ZONE 'Asia/Seoul' AS here) AS local
), ranked AS (
    SELECT plan.*, s.capacity - s.taken AS free, day."limit" - day.taken AS free_that_day,
        row_number() OVER (PARTITION BY s.id ORDER BY plan.turn) AS turn_there,
        row_number() OVER (PARTITION BY day.id ORDER BY plan.turn) AS turn_that_day
    FROM unnest(%(entries)s::bigint[], %(slots)s::bigint[], %(references)s::text[])
        WITH ORDINALITY AS plan (entry_id, slot_id, reference, turn)
    JOIN clinics_slot s ON s.id = plan.slot_id
    JOIN clinics_dayplaces p ON p.id = s.places_id
    JOIN clinics_clinicday day ON day.id = p.day_id
)
INSERT INTO bookings_offer (reference, kind, person_id, campaign_id, dose, entry_id, slot_id, state,
                            begins_at, ends_at)
SELECT ranked.reference, 'waitlist', w.person_id, w.campaign_id, 1, w.id, ranked.slot_id, 'open',
    begins.moment, least(begins.moment + %(time)s, rv.closes_at)
FROM ranked
JOIN bookings_waitlist w ON w.id = ranked.entry_id
JOIN bookings_round r ON r.id = w.round_id
JOIN bookings_roundversion rv ON rv.id = r.current_id
CROSS JOIN hours
CROSS JOIN LATERAL (
    SELECT CASE WHEN by_day OR morning + %(time)s > rv.closes_at THEN portal_now()
                ELSE morning END AS moment) AS begins
WHERE turn_there <= free AND turn_that_day <= free_that_day AND portal_now() < rv.closes_at
ORDER BY ranked.turn
ON CONFLICT DO NOTHING
RETURNING entry_id
"""

OFFERED = "UPDATE bookings_waitlist SET state = 'offered' WHERE id = ANY(%(entries)s)"


def offer_batch():
    """Offer free places to the next in line.

    :returns: how many. Zero means that nobody waits for a free place, or that somebody else is
        just offering it.
    """
    with connection.cursor() as cursor:
        cursor.execute(FREE)
        free = cursor.fetchall()
        for first in range(0, len(free), SLOTS):
            if made := offer_some(cursor, free[first : first + SLOTS]):
                return made
    return 0


def offer_some(cursor, slots):
    """:param slots: pairs of a slot's id and its free places, in the order of time."""
    ids, places = map(list, zip(*slots, strict=True))
    cursor.execute(FIRST_IN_LINE, {"slots": ids, "places": places, "slack": len(slots)})
    pairs = match(cursor.fetchall())
    return keep(cursor, pairs) if pairs else 0


def match(line):
    """Who is offered which slot.

    :param line: ``(slot, free places, entry, person)`` by slots and in order of the line.
    :returns: ``{entry: slot}``; each person once, and of no slot more than it has free.
    """
    pairs, people, given = {}, set(), {}
    for slot, places, entry, person in line:
        if person not in people and given.get(slot, 0) < places:
            pairs[entry] = slot
            people.add(person)
            given[slot] = given.get(slot, 0) + 1
    return pairs


@transaction.atomic
def keep(cursor, pairs):
    """Keep these places, as far as they are still free and these people still waiting."""
    cursor.execute(CLAIM, {"entries": list(pairs)})
    waiting = {entry for (entry,) in cursor}
    pairs = {entry: slot for entry, slot in pairs.items() if entry in waiting}
    if not pairs:
        return 0
    first, last = settings.OFFERS_BY_DAY
    answers = {
        "entries": list(pairs),
        "slots": list(pairs.values()),
        "references": [new_reference() for _ in pairs],
        "from": f"{first}:00",
        "until": f"{last}:00",
        "time": settings.OFFER_TIME,
    }
    for statement in LOCK:
        cursor.execute(statement, answers)
    cursor.execute(KEEP, answers)
    offered = [entry for (entry,) in cursor]
    cursor.execute(OFFERED, {"entries": offered})
    return len(offered)

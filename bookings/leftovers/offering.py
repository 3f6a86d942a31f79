"""Offer free leftover doses to those who are next in line.

Each look reads the batches that have a free dose, and of each line as many rows of its index as
there are doses: the work for a dose does not grow with the number of people who wait.
"""

from datetime import time
from typing import NamedTuple

from django.db import connection, transaction

from bookings.references import new_reference
from clinics.models.shortages import short

from .pacing import acceptance, pace

#: Batches in one transaction at most.
MANY = 100

TO_OFFER = f"""
SELECT b.id FROM bookings_leftoverbatch b
JOIN clinics_slot s ON s.id = b.slot_id
JOIN clinics_dayplaces places ON places.id = s.places_id
JOIN clinics_clinic c ON c.id = s.clinic_id AND c.active AND c.vaccinates
WHERE b.state = 'open' AND b.turn_over_at IS NULL AND portal_now() < b.closes_at
  AND s.taken < s.capacity
  AND NOT EXISTS (SELECT FROM clinics_closure x
                  WHERE x.date = places.date AND (x.clinic_id = c.id OR x.clinic_id IS NULL))
  AND NOT {short("c.id", "s.group_id", "places.date")}
ORDER BY b.id
"""

CLAIM = """
SELECT b.id, b.slot_id FROM bookings_leftoverbatch b
WHERE b.id = ANY(%(batches)s) AND b.state = 'open' AND b.turn_over_at IS NULL
ORDER BY b.id FOR NO KEY UPDATE SKIP LOCKED
"""

LOCK = "SELECT FROM clinics_slot WHERE id = ANY(%(slots)s) ORDER BY id FOR NO KEY UPDATE"

#: What is free of each, under the lock; how long is left, and how long people may think.
FREE = """
SELECT b.id, s.capacity - s.taken, extract(epoch FROM b.closes_at - portal_now())::float,
       extract(epoch FROM t.offer_time)::float,
       (SELECT count(*) FROM bookings_offer o
        WHERE o.slot_id = s.id AND o.state = 'open' AND NOT o.keeps)
FROM bookings_leftoverbatch b
JOIN bookings_leftoverterms t ON t.campaign_id = b.campaign_id
JOIN clinics_slot s ON s.id = b.slot_id
WHERE b.id = ANY(%(batches)s) AND s.taken < s.capacity AND portal_now() < b.closes_at
ORDER BY b.id
"""

#: The last thousand decisions of three hours.
LATELY = """
SELECT count(*) FILTER (WHERE state = 'accepted'), count(*) FROM (
    SELECT state FROM bookings_offer
    WHERE kind = 'leftover' AND decided_at > portal_now() - interval '3 hours'
      AND state IN ('accepted', 'declined', 'lapsed')
    ORDER BY decided_at DESC LIMIT 1000) AS lately
"""

#: The next of each line. Whoever was offered anything since these doses were published had their
#: turn. A person somebody else is just offering something is passed over, not waited for. Both rows
#: are locked: what is read here of the person is true until the end, and nobody leaves the line.
NEXT = """
SELECT plan.batch_id, b.vaccine_id, line.*
FROM unnest(%(batches)s::bigint[], %(wanted)s::int[]) AS plan (batch_id, wanted)
JOIN bookings_leftoverbatch b ON b.id = plan.batch_id
JOIN clinics_slot s ON s.id = b.slot_id
CROSS JOIN LATERAL (
    SELECT t.alert_id, w.id, w.person_id, t.place, w.quiet_from, w.quiet_until
    FROM bookings_leftoverturn t JOIN bookings_leftoverwish w ON w.id = t.wish_id
    WHERE t.clinic_id = s.clinic_id AND t.vaccine_id = b.vaccine_id AND t.in_line
      AND t.turn_at < b.published_at AND w.turn_at < b.published_at
    ORDER BY t.turn_at, t.place, t.alert_id LIMIT plan.wanted
    FOR UPDATE OF w, t SKIP LOCKED) AS line
"""

#: Who can be offered what: the rule, quiet hours, and an offer that is open already.
JUDGE = """
SELECT next.n, rule.dose,
    rule.why <> '' OR quiet.until IS NOT NULL OR open.ends_at IS NOT NULL,
    coalesce(rule.wakes, CASE WHEN rule.why = '' THEN greatest(quiet.until, open.ends_at) END)
FROM unnest(%(batch)s::bigint[], %(person)s::bigint[], %(quiet_from)s::time[],
            %(quiet_until)s::time[])
    WITH ORDINALITY AS next (batch_id, person_id, quiet_from, quiet_until, n)
JOIN bookings_leftoverbatch b ON b.id = next.batch_id
CROSS JOIN LATERAL leftover_for(next.person_id, b.campaign_id, b.vaccine_id) AS rule
CROSS JOIN (SELECT portal_now() AT TIME ZONE 'Asia/Seoul' AS here) AS local
CROSS JOIN LATERAL (
    SELECT CASE WHEN CASE WHEN next.quiet_from <= next.quiet_until
                     THEN here::time >= next.quiet_from AND here::time < next.quiet_until
                     ELSE here::time >= next.quiet_from OR here::time < next.quiet_until END
           THEN (here::date + (here::time >= next.quiet_until)::int + next.quiet_until)
                AT TIME ZONE 'Asia/Seoul' END AS until) AS quiet
LEFT JOIN bookings_offer open ON open.person_id = next.person_id AND open.kind = 'leftover'
    AND open.state = 'open'
"""

REST = """
UPDATE bookings_leftoverturn t SET in_line = false, wakes_at = unfit.wakes_at
FROM unnest(%(alerts)s::bigint[], %(vaccines)s::bigint[], %(wakes)s::timestamptz[])
    AS unfit (alert_id, vaccine_id, wakes_at)
WHERE (t.alert_id, t.vaccine_id) = (unfit.alert_id, unfit.vaccine_id)
"""

#: By person, so that no two looks wait for each other in a circle.
OFFER = """
INSERT INTO bookings_offer (reference, kind, person_id, campaign_id, dose, slot_id, state, keeps,
                            begins_at, ends_at)
SELECT plan.reference, 'leftover', plan.person_id, b.campaign_id, plan.dose, b.slot_id, 'open',
       plan.keeps, portal_now(), least(portal_now() + t.offer_time, b.closes_at)
FROM unnest(%(batches)s::bigint[], %(people)s::bigint[], %(doses)s::int[], %(keeps)s::bool[],
            %(references)s::text[]) AS plan (batch_id, person_id, dose, keeps, reference)
JOIN bookings_leftoverbatch b ON b.id = plan.batch_id
JOIN bookings_leftoverterms t ON t.campaign_id = b.campaign_id
ORDER BY plan.person_id
ON CONFLICT DO NOTHING
RETURNING person_id
"""

#: They go to the end of every line they stand in, and come back if the offer is withdrawn. Since
#: they are locked, nobody says anew at this moment where they wait.
LAST = """
WITH last AS (
    UPDATE bookings_leftoverwish SET turn_before = turn_at, turn_at = portal_now()
    WHERE id = ANY(%(wishes)s) RETURNING id, turn_at
)
UPDATE bookings_leftoverturn t SET turn_at = last.turn_at
FROM last JOIN bookings_leftoveralert a ON a.wish_id = last.id WHERE t.alert_id = a.id
"""

TOLD = """
UPDATE bookings_leftoverbatch SET told_at = coalesce(told_at, portal_now())
WHERE id = ANY(%(batches)s) AND told_at IS NULL
"""

#: Nobody is left who waited when they were published: it is for whoever comes first.
OVER = """
UPDATE bookings_leftoverbatch b
SET turn_over_at = portal_now(), told_at = coalesce(told_at, portal_now())
FROM clinics_slot s
WHERE b.id = ANY(%(batches)s) AND s.id = b.slot_id AND NOT EXISTS (
    SELECT FROM bookings_leftoverturn t
    WHERE t.clinic_id = s.clinic_id AND t.vaccine_id = b.vaccine_id AND t.in_line
      AND t.turn_at < b.published_at)
"""

#: Judged before they stand in line, most of them in the night: at a clinic's publication nobody
#: looks once more at all who had their doses long ago.
WAKE = """
WITH up AS MATERIALIZED (
    SELECT t.alert_id, t.vaccine_id, w.person_id
    FROM bookings_leftoverturn t JOIN bookings_leftoverwish w ON w.id = t.wish_id
    WHERE NOT t.in_line AND t.wakes_at <= portal_now()
    ORDER BY t.wakes_at LIMIT %(limit)s FOR UPDATE OF t SKIP LOCKED
), judged AS MATERIALIZED (
    SELECT up.alert_id, up.vaccine_id, rule.why = '' AS fit, rule.wakes
    FROM up
    LEFT JOIN LATERAL (
        SELECT t.campaign_id FROM bookings_leftoverterms t
        JOIN bookings_campaign_vaccines v ON v.campaign_id = t.campaign_id
        WHERE v.vaccine_id = up.vaccine_id ORDER BY t.campaign_id DESC LIMIT 1) AS terms ON true
    CROSS JOIN LATERAL leftover_for(up.person_id, terms.campaign_id, up.vaccine_id) AS rule
)
UPDATE bookings_leftoverturn t SET in_line = judged.fit, wakes_at = judged.wakes
FROM judged WHERE (t.alert_id, t.vaccine_id) = (judged.alert_id, judged.vaccine_id)
RETURNING t.in_line
"""


class Next(NamedTuple):
    """Who is next in the line of a batch, as ``NEXT`` tells it."""

    batch: int
    vaccine: int
    alert: int
    wish: int
    person: int
    place: int
    quiet_from: time | None
    quiet_until: time | None


def offer_batch():
    """Offer free doses to the next in line.

    :returns: how much was done: offers made, people found unfit, lines that are through. Zero
        means that no dose is free for anybody in line, or that somebody else is just offering it.
    """
    with connection.cursor() as cursor:
        cursor.execute(TO_OFFER)
        waiting = [batch for (batch,) in cursor]
        some = (waiting[first : first + MANY] for first in range(0, len(waiting), MANY))
        return sum(offer_some(cursor, batches) for batches in some)


@transaction.atomic
def offer_some(cursor, batches):
    cursor.execute(CLAIM, {"batches": batches})
    claimed = dict(cursor.fetchall())
    if not claimed:
        return 0
    cursor.execute(LOCK, {"slots": list(claimed.values())})
    paces = plan(cursor, list(claimed))
    if not paces:
        return 0
    found = next_in_line(cursor, paces)
    fit, unfit = judge(cursor, found)
    made = make(cursor, fit, paces)
    through = [batch for batch in paces if batch not in {row[0] for row in found}]
    cursor.execute(OVER, {"batches": through})
    return made + len(unfit) + cursor.rowcount


def plan(cursor, batches):
    """:returns: the pace of each batch that has a dose to offer."""
    cursor.execute(LATELY)
    share = acceptance(*cursor.fetchone())
    cursor.execute(FREE, {"batches": batches})
    paces = {
        batch: pace(free, left, think, share, unkept) for batch, free, left, think, unkept in cursor
    }
    return {batch: each for batch, each in paces.items() if each.offers}


def next_in_line(cursor, paces):
    """:returns: :class:`Next`; the same person may be next in several lines."""
    wanted = [each.offers for each in paces.values()]
    cursor.execute(NEXT, {"batches": list(paces), "wanted": wanted})
    return [Next(*row) for row in cursor]


def judge(cursor, found):
    """Sort out who cannot be offered this now, and let them rest until it is worth asking again.

    :returns: ``(who, dose)`` by person, each at the clinic they prefer; and the unfit.
    """
    if not found:
        return {}, []
    cursor.execute(JUDGE, Next(*map(list, zip(*found, strict=True)))._asdict())
    rows = [(found[n - 1], *judged) for n, *judged in cursor]
    rows.sort(key=lambda row: (row[0].place, row[0].batch))
    unfit = [(who.alert, who.vaccine, wakes) for who, _dose, no, wakes in rows if no]
    if unfit:
        columns = map(list, zip(*unfit, strict=True))
        cursor.execute(REST, dict(zip(("alerts", "vaccines", "wakes"), columns, strict=True)))
    fit = {}
    for who, dose, no, _wakes in rows:
        if not no:
            fit.setdefault(who.person, (who, dose))
    return fit, unfit


def make(cursor, fit, paces):
    """Write the offers; their triggers keep the doses and tell. :returns: how many."""
    if not fit:
        return 0
    batches = [who.batch for who, _dose in fit.values()]
    answers = {
        "batches": batches,
        "people": list(fit),
        "doses": [dose for _who, dose in fit.values()],
        "keeps": [paces[batch].keeps for batch in batches],
        "references": [new_reference() for _ in fit],
    }
    cursor.execute(OFFER, answers)
    wishes = [fit[person][0].wish for (person,) in cursor]
    cursor.execute(LAST, {"wishes": wishes})
    cursor.execute(TOLD, {"batches": batches})
    return len(wishes)


def wake(limit=10_000):
    """Put those back in line whose reason to rest is over; the others rest on. :returns: how many
    are back."""
    with connection.cursor() as cursor:
        cursor.execute(WAKE, {"limit": limit})
        return sum(in_line for (in_line,) in cursor)

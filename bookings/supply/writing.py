"""Write what was decided: a handful of statements for a batch, under locks in everybody's order.

Each booking changes in one ``UPDATE``, so that its trigger writes one event and one message.
"""

from bookings.confirmation.second_doses import LOCK
from bookings.models import SupplyItem
from bookings.models.triggers import UNTOLD
from clinics.models.shortages import closed, short

State = SupplyItem.State
STATUS = {State.MOVED: "confirmed", State.SWAPPED: "confirmed", State.CANCELLED: "cancelled"}

FREE_NOW = """
SELECT s.id, d.day_id, s.capacity - s.taken, day."limit" - day.taken
FROM clinics_slot s JOIN clinics_dayplaces d ON d.id = s.places_id
JOIN clinics_clinicday day ON day.id = d.day_id
WHERE s.id = ANY(%(slots)s)
"""

LATEST = "SELECT coalesce(max(id), 0) FROM bookings_bookingevent WHERE booking_id = ANY(%(doses)s)"

CHANGE = """
UPDATE bookings_booking b SET slot_id = coalesce(fate.slot, b.slot_id), status = fate.status,
    vaccine_id = coalesce(fate.vaccine, b.vaccine_id), change_key = NULL,
    changed_by_id = %(staff)s, changed_via = 'system', change_reason = %(reason)s
FROM unnest(%(doses)s::bigint[], %(slots)s::bigint[], %(statuses)s::text[], %(vaccines)s::bigint[])
    AS fate (id, slot, status, vaccine)
WHERE b.id = fate.id
"""

#: What is freed on days that are gone, or at times that take fewer, nobody else shall take.
SHUT = f"""
UPDATE clinics_slot s SET capacity = greatest(s.taken, left_over.capacity)
FROM (
    SELECT s.id, CASE WHEN {short("p.clinic_id", "p.group_id", "p.date")}
                        OR {closed("p.clinic_id", "p.date")} THEN 0
                      ELSE least(s.by_hand, wish.capacity) END AS capacity
    FROM clinics_slot s JOIN clinics_dayplaces p ON p.id = s.places_id
    LEFT JOIN unnest(%(slots)s::bigint[], %(capacities)s::smallint[]) AS wish (slot, capacity)
        ON wish.slot = s.id
    WHERE s.id = ANY(%(old)s)
) AS left_over
WHERE left_over.id = s.id AND s.capacity > greatest(s.taken, left_over.capacity)
  AND left_over.capacity IS NOT NULL
"""

LIST = """
INSERT INTO bookings_workitem (booking_id, kind, cause)
SELECT * FROM unnest(%(doses)s::bigint[], %(kinds)s::text[], %(causes)s::text[])
ON CONFLICT DO NOTHING
"""

#: Nobody needs to look for what is cancelled now.
NO_LONGER = """
UPDATE bookings_workitem SET resolved_at = portal_now(), resolved_by_id = %(staff)s,
    outcome = 'over', channel = 'system'
WHERE resolved_at IS NULL AND booking_id = ANY(%(cancelled)s)
"""

SETTLE = f"""
INSERT INTO bookings_supplyitem (act_id, booking_id, old_slot_id, state, why, event_id)
SELECT %(act)s, fate.id, fate.slot, fate.state, fate.why, (
    SELECT max(e.id) FROM bookings_bookingevent e
    WHERE e.booking_id = fate.id AND e.id > %(before)s AND e.act NOT IN {UNTOLD})
FROM unnest(%(doses)s::bigint[], %(slots)s::bigint[], %(states)s::text[], %(whys)s::text[])
    AS fate (id, slot, state, why)
ORDER BY fate.id
ON CONFLICT (act_id, booking_id) DO UPDATE
SET state = excluded.state, why = excluded.why, event_id = excluded.event_id
WHERE bookings_supplyitem.state = 'waiting'
"""


def still_free(cursor, verdicts):
    """Lock every slot that these touch, and leave out who lost a place to others meanwhile."""
    old = [fate.dose.slot for each in verdicts for fate in each.fates]
    new = [fate.place.slot for each in verdicts for fate in each.fates if fate.place]
    for statement in LOCK:
        cursor.execute(statement, {"slots": old + new})
    cursor.execute(FREE_NOW, {"slots": new})
    free, day_of = {}, {}
    for slot, day, left, left_that_day in cursor:
        free["slot", slot], free["day", day], day_of[slot] = left, left_that_day, day
    return [each for each in verdicts if fit(each, free, day_of)]


def fit(verdict, free, day_of):
    """Whether all that this verdict needs is free; if so it is taken."""
    needs = [fate.place.slot for fate in verdict.fates if fate.place]
    needs = [("slot", slot) for slot in needs] + [("day", day_of[slot]) for slot in needs]
    if any(free[need] < needs.count(need) for need in needs):
        return False
    for need in needs:
        free[need] -= 1
    return True


def write(cursor, act, verdicts):
    """Change the bookings, ask staff for what has no place, and note what became of each.

    :returns: how many doses were settled.
    """
    fates = [fate for each in verdicts for fate in each.fates]
    answers = {
        "act": act.pk,
        "staff": act.started_by_id,
        "reason": act.reason,
        "slots": act.slots,
        "capacities": act.capacities,
    }
    cursor.execute(LATEST, {"doses": [fate.dose.pk for fate in fates]})
    (answers["before"],) = cursor.fetchone()
    change(cursor, answers, [fate for fate in fates if fate.state != State.LISTED])
    listed = [(fate.dose.pk, "supply", "supply") for fate in fates if fate.state == State.LISTED]
    put_on_list(cursor, listed)
    settle(cursor, answers, fates)
    put_on_list(
        cursor,
        [
            (each.family.first.pk, "second_dose", each.search)
            for each in verdicts
            if each.search and each.family.first.status in ("confirmed", "completed")
        ],
    )
    return len(fates)


def change(cursor, answers, fates):
    if not fates:
        return
    rows = [
        (
            fate.dose.pk,
            fate.place and fate.place.slot,
            STATUS[fate.state],
            fate.vaccine,
        )
        for fate in sorted(fates, key=lambda fate: fate.dose.pk)
    ]
    names = ("doses", "slots", "statuses", "vaccines")
    cursor.execute(CHANGE, {**answers, **columns(names, rows)})
    gone = [fate.dose.slot for fate in fates if fate.place or fate.state == State.CANCELLED]
    cursor.execute(SHUT, {**answers, "old": gone})
    cancelled = [fate.dose.pk for fate in fates if fate.state == State.CANCELLED]
    cursor.execute(NO_LONGER, {**answers, "cancelled": cancelled})


def put_on_list(cursor, rows):
    """:param rows: the dose's id, the kind and the cause of the item."""
    if rows:
        cursor.execute(LIST, columns(("doses", "kinds", "causes"), sorted(rows)))


def settle(cursor, answers, fates):
    rows = [(fate.dose.pk, fate.dose.slot, fate.state, fate.why) for fate in fates]
    names = ("doses", "slots", "states", "whys")
    cursor.execute(SETTLE, {**answers, **columns(names, rows)})


def columns(names, rows):
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))

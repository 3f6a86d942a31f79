"""Plan second doses anew, many at once, when the rules for their intervals have changed.

In batches of their own transactions, so that it can be stopped at any moment and run again: what
is planned right by then is not touched a second time. A second dose keeps its clinic and its time
of day. Whose interval would be wrong and has no place gives the dose back, and staff find one.
"""

from dataclasses import dataclass

from django.db import connection, transaction

from bookings.models.limits import limit

from .second_doses import INTERVAL, LOCK, PLACE, RANKED

#: Second doses per transaction.
BATCH = 200
#: How often those of a batch who lost a place to others of it are planned once more.
ROUNDS = 20

REASON = "the interval between the doses was changed"

EARLIEST = "(portal_now() AT TIME ZONE 'Asia/Seoul')::date + %(notice)s"

#: Second doses to come. A dose that was given counts from the day on which it was.
SECONDS = """
FROM bookings_booking b
JOIN bookings_booking f ON f.id = b.first_dose_id
JOIN clinics_slot s ON s.id = b.slot_id
JOIN clinics_dayplaces was ON was.id = s.places_id
JOIN clinics_slot fs ON fs.id = f.slot_id
JOIN clinics_dayplaces fd ON fd.id = fs.places_id
LEFT JOIN bookings_doserecord given ON given.booking_id = f.id
CROSS JOIN LATERAL (SELECT coalesce(given.given_on, fd.date) AS date) first
JOIN clinics_vaccinegroup g ON g.id = s.group_id
JOIN clinics_vaccine v ON v.id = coalesce(b.vaccine_id, g.planned_as_id)
"""

TO_COME = """
b.campaign_id = %(campaign)s AND b.dose = 2 AND b.status = 'confirmed'
AND f.status IN ('confirmed', 'completed') AND s.starts_at > portal_now()
"""

OUTSIDE = "(was.date - first.date) NOT BETWEEN i.min_days AND i.max_days"

#: Vaccine is on its way to a visit that is near, so only a wrong interval moves that.
UNUSUAL = (
    f"(%(to_standard)s AND was.date >= {EARLIEST} AND was.date - first.date <> i.standard_days)"
)

WRONG = f"{TO_COME} AND ({OUTSIDE} OR {UNUSUAL})"

#: Those who are to move, with where to; ``new_slot`` is empty where there is no place.
PLANNED = f"""
SELECT b.id AS second_id, b.reference, b.slot_id AS old_slot, slot.id AS new_slot,
       first.date AS first_date, was.date AS old_date, day.date AS new_date
{SECONDS} {PLACE.format(earliest=EARLIEST)}
WHERE {WRONG} AND (%(only)s::bigint[] IS NULL OR b.id = ANY(%(only)s))
  AND ({OUTSIDE} OR slot.id IS NOT NULL AND abs(day.date - first.date - i.standard_days)
                                            < abs(was.date - first.date - i.standard_days))
"""

COUNT = f"""
SELECT (SELECT count(*) {SECONDS} WHERE {TO_COME}), count(*), count(new_slot) FROM ({PLANNED}) p
"""

SAMPLE = f"{PLANNED} ORDER BY md5(b.id::text) LIMIT %(samples)s"

CANDIDATES = f"""
SELECT b.id {SECONDS} {INTERVAL} WHERE {WRONG} AND b.id > %(after)s ORDER BY b.id LIMIT %(limit)s
"""

CLAIM = """
SELECT b.id FROM bookings_booking b JOIN bookings_booking f ON f.id = b.first_dose_id
WHERE b.id = ANY(%(only)s) ORDER BY b.id FOR UPDATE OF f, b SKIP LOCKED
"""

PLAN = f"SELECT second_id, old_slot, new_slot FROM ({PLANNED}) p ORDER BY second_id"

MOVE = f"""
WITH plan AS (
    SELECT * FROM unnest(%(seconds)s::bigint[], %(wanted)s::bigint[]) AS plan (booking_id, slot_id)
), {RANKED}
UPDATE bookings_booking b SET slot_id = r.slot_id, change_key = NULL, change_reason = %(reason)s
FROM ranked r
WHERE b.id = r.booking_id AND r.turn <= r.free AND r.turn_that_day <= r.free_that_day
RETURNING b.id
"""

GIVE_BACK = """
WITH lost AS (
    SELECT b.id FROM bookings_booking b JOIN bookings_booking f ON f.id = b.first_dose_id
    JOIN unnest(%(seconds)s::bigint[], %(old)s::bigint[]) AS lost (id, slot_id)
        ON lost.id = b.id AND lost.slot_id = b.slot_id
    WHERE b.status = 'confirmed'
    ORDER BY b.id FOR UPDATE OF f, b SKIP LOCKED
)
UPDATE bookings_booking b SET status = 'cancelled', change_reason = %(reason)s
FROM lost WHERE b.id = lost.id
RETURNING b.first_dose_id
"""

TO_WORK_LIST = """
INSERT INTO bookings_workitem (booking_id, kind, cause)
SELECT unnest(%(first)s::bigint[]), 'second_dose', 'interval' ON CONFLICT DO NOTHING
"""


@dataclass
class Preview:
    """Second doses to come, those of them to be planned anew, and how many have a place."""

    seconds: int
    wrong: int
    placed: int
    samples: list

    @property
    def placeless(self):
        return self.wrong - self.placed


@dataclass
class Done:
    moved: int = 0
    given_back: int = 0
    #: Somebody else held their rows, or their places went while they were planned.
    left: int = 0


def terms(campaign, to_standard):
    return {
        "campaign": campaign.pk,
        "to_standard": to_standard,
        "notice": limit("cancel_until_days"),
        "only": None,
    }


def preview(campaign, to_standard=False, samples=5):
    """What would be written, by the places that are free now.

    :param to_standard: plan also those anew whose interval is allowed but not the standard one.
    :param samples: how many to show, with reference and days but no names.
    """
    answers = {**terms(campaign, to_standard), "samples": samples}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, answers)
        counts = cursor.fetchone()
        cursor.execute(SAMPLE, answers)
        names = [column.name for column in cursor.description]
        return Preview(*counts, [dict(zip(names, row, strict=True)) for row in cursor])


def replan(campaign, to_standard=False, batch=BATCH):
    """Plan anew, a batch at a time.

    :returns: a generator of what each batch has :class:`Done`. Stop between two of them, or in
        the middle of one: what is done stays, and the rest is found again.
    """
    answers = {**terms(campaign, to_standard), "after": 0, "limit": batch}
    while seconds := candidates(answers):
        yield settle(seconds, answers)
        answers["after"] = seconds[-1]


def candidates(answers):
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, answers)
        return [pk for (pk,) in cursor]


def settle(seconds, answers):
    """Move these second doses; whoever loses a place to another of them is planned once more."""
    done = Done()
    for _round in range(ROUNDS):
        with transaction.atomic(), connection.cursor() as cursor:
            moved, placeless, contested = move(cursor, {**answers, "only": seconds})
        done.moved += moved
        with transaction.atomic(), connection.cursor() as cursor:
            done.given_back += give_back(cursor, placeless)
        seconds = contested
        if not seconds:
            break
    done.left = len(seconds)
    return done


def move(cursor, answers):
    """Move those for whom there is a place.

    :returns: how many moved, ``(id, slot id)`` of those who have none, ids of those who met
        others at the last one.
    """
    cursor.execute(CLAIM, answers)
    cursor.execute(PLAN, {**answers, "only": [pk for (pk,) in cursor]})
    planned = cursor.fetchall()
    wanted = {second: (old, new) for second, old, new in planned if new}
    moved = set()
    if wanted:
        slots = [slot for both in wanted.values() for slot in both]
        for statement in LOCK:
            cursor.execute(statement, {"slots": slots})
        plan = {"seconds": list(wanted), "wanted": [new for _old, new in wanted.values()]}
        cursor.execute(MOVE, {**plan, "reason": REASON})
        moved = {pk for (pk,) in cursor}
    placeless = [(second, old) for second, old, new in planned if not new]
    return len(moved), placeless, [pk for pk in wanted if pk not in moved]


def give_back(cursor, placeless):
    """Cancel these second doses and ask staff to find others. :returns: how many."""
    if not placeless:
        return 0
    seconds, old = zip(*placeless, strict=True)
    cursor.execute(GIVE_BACK, {"seconds": list(seconds), "old": list(old), "reason": REASON})
    firsts = [first for (first,) in cursor]
    cursor.execute(TO_WORK_LIST, {"first": firsts})
    return len(firsts)

"""Reminders: of an appointment the day before, and of an opening to those who asked.

One statement says which reminders there should be at this moment. It is asked twice: to write
the rows, each under a key that has what it says in it, and again when one is about to be sent.
Whoever cancelled or moved meanwhile, or whose round opens at another hour, is no longer among
them, and is not reminded.

Nobody is reminded at night, and rows fall due spread over hours, so that messages about changes
never wait behind a country's reminders.
"""

from django.db import connection

TEMPLATES = ("day_before", "opening")
#: Rows a statement writes at most.
MANY = 20_000

CLOCK = "(SELECT portal_now() AT TIME ZONE 'Asia/Seoul' AS local) clock"
BY_DAY = "clock.local::time >= '09:00' AND clock.local::time < '21:00'"

# Whoever was told something about the booking today needs no reminder on top of it, and nobody is
# reminded of an appointment that cannot be kept.
DAY_BEFORE = f"""
SELECT b.id AS booking_id, NULL::bigint AS round_id, b.person_id, p.language,
       'day_before' AS template,
       'day-before-' || b.id || '-' || to_char(places.date, 'YYYYMMDD') AS dedupe_key,
       (clock.local::date + time '10:00' + (b.id %% 21600) * interval '1 second')
           AT TIME ZONE 'Asia/Seoul' AS best_at
FROM {CLOCK}
JOIN clinics_dayplaces places ON places.date = clock.local::date + 1
JOIN clinics_slot s ON s.places_id = places.id
JOIN bookings_booking b ON b.slot_id = s.id AND b.status = 'confirmed'
JOIN accounts_person p ON p.id = b.person_id
WHERE {BY_DAY}
  AND b.changed_at < clock.local::date::timestamp AT TIME ZONE 'Asia/Seoul'
  AND NOT EXISTS (
      SELECT FROM bookings_workitem w
      WHERE w.booking_id = b.id AND w.kind = 'supply' AND w.resolved_at IS NULL)
"""

# Half an hour before the opening, or the evening before one in the night or the morning,
# the last of them goes out; the first goes three hours earlier.
OPENING = f"""
SELECT NULL::bigint AS booking_id, r.id AS round_id, p.id AS person_id, p.language,
       'opening' AS template,
       'opening-' || r.id || '-' || p.id || '-' || extract(epoch FROM v.opens_at)::bigint
           AS dedupe_key,
       (final.local - (p.id %% 10800) * interval '1 second') AT TIME ZONE 'Asia/Seoul' AS best_at
FROM {CLOCK}
CROSS JOIN bookings_openingreminder wish
JOIN bookings_round r ON r.id = wish.round_id AND NOT r.stopped
JOIN bookings_roundversion v ON v.id = r.current_id
JOIN accounts_person p ON p.id = wish.person_id
CROSS JOIN LATERAL (
    SELECT (v.opens_at AT TIME ZONE 'Asia/Seoul') - interval '30 minutes' AS local
) near
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN near.local::time < '12:00' THEN near.local::date - 1 + time '20:30'
        WHEN near.local::time > '20:30' THEN near.local::date + time '20:30'
        ELSE near.local
    END AS local
) final
WHERE {BY_DAY}
  AND final.local - interval '3 hours' <= clock.local AND portal_now() < v.opens_at
  AND round_admits(v.birth_from, v.birth_to, v.birth_day_digit, p.birth_date)
  AND NOT EXISTS (
      SELECT FROM bookings_booking b
      WHERE b.person_id = p.id AND b.campaign_id = r.campaign_id
        AND b.status IN ('held', 'confirmed', 'completed'))
"""

WRITE = """
INSERT INTO bookings_notification
    (booking_id, round_id, person_id, language, template, dedupe_key, due_at)
SELECT booking_id, round_id, person_id, language, template, dedupe_key,
       greatest(best_at, portal_now())
FROM ({wanted}) AS wanted
WHERE NOT EXISTS (
    SELECT FROM bookings_notification n WHERE n.dedupe_key = wanted.dedupe_key)
LIMIT %(many)s
ON CONFLICT (dedupe_key) DO NOTHING
"""

STILL = """
SELECT dedupe_key FROM ({day_before}) AS a WHERE booking_id = ANY(%(bookings)s)
UNION ALL
SELECT dedupe_key FROM ({opening}) AS b WHERE person_id = ANY(%(people)s)
"""

ASK = """
INSERT INTO bookings_openingreminder (person_id, round_id)
SELECT p.id, r.id FROM bookings_round r
JOIN bookings_roundversion v ON v.id = r.current_id
JOIN accounts_person p ON p.id = %(person)s
WHERE r.id = %(round)s AND NOT r.stopped AND portal_now() < v.opens_at
  AND round_admits(v.birth_from, v.birth_to, v.birth_day_digit, p.birth_date)
ON CONFLICT (person_id, round_id) DO NOTHING
"""


def write():
    """Write the reminders that are wanted by now and not written yet.

    :returns: how many; while it is more than none, more may be waiting.
    """
    with connection.cursor() as cursor:
        return sum(write_some(cursor, wanted) for wanted in (DAY_BEFORE, OPENING))


def write_some(cursor, wanted):
    cursor.execute(WRITE.format(wanted=wanted), {"many": MANY})
    return cursor.rowcount


def untrue(notifications):
    """Those of these messages that are reminders and would not be written any more."""
    reminders = [each for each in notifications if each.template in TEMPLATES]
    if not reminders:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            STILL.format(day_before=DAY_BEFORE, opening=OPENING),
            {
                "bookings": [each.booking_id for each in reminders if each.booking_id],
                "people": [each.person_id for each in reminders if each.round_id],
            },
        )
        still = {key for (key,) in cursor}
    return [each for each in reminders if each.dedupe_key not in still]


def ask(person, round_id):
    """Remind this person when a round opens that is still to come for them.

    :returns: whether there is such a round.
    """
    with connection.cursor() as cursor:
        cursor.execute(ASK, {"person": person.pk, "round": round_id})
    return person.opening_reminders.filter(round=round_id).exists()


def forget(person, round_id):
    """Do not remind this person of a round after all; what is written already is not sent."""
    person.opening_reminders.filter(round=round_id).delete()

from django.db import connection

#: Entries in one statement at most.
BATCH = 500

#: Whoever waits for what can no longer come: the round is closed or every day is too near. They
#: are told, not in the night. Who has a booking by now has been told of that.
END = """
WITH over AS (
    SELECT w.id, EXISTS (
        SELECT FROM bookings_booking b
        WHERE b.person_id = w.person_id AND b.campaign_id = w.campaign_id AND b.dose = 1
          AND b.status IN ('held', 'confirmed', 'completed')) AS booked
    FROM bookings_waitlist w
    JOIN bookings_round r ON r.id = w.round_id
    JOIN bookings_roundversion rv ON rv.id = r.current_id
    WHERE w.state = 'waiting' AND (
        rv.closes_at <= portal_now()
        OR least(w.to_date, rv.vaccinate_to)
            <= (portal_now() AT TIME ZONE 'Asia/Seoul')::date + 1
        OR EXISTS (
            SELECT FROM bookings_booking b
            WHERE b.person_id = w.person_id AND b.campaign_id = w.campaign_id AND b.dose = 1
              AND b.status IN ('held', 'confirmed', 'completed')))
    ORDER BY w.id LIMIT %(limit)s
    FOR UPDATE OF w SKIP LOCKED
), ended AS (
    UPDATE bookings_waitlist w
    SET state = CASE WHEN over.booked THEN 'booked' ELSE 'over' END, ended_at = portal_now()
    FROM over WHERE over.id = w.id
    RETURNING w.id, w.person_id, w.round_id, w.state
), told AS (
    INSERT INTO bookings_notification
        (person_id, round_id, template, language, dedupe_key, due_at)
    SELECT p.id, ended.round_id, 'waitlist_over', p.language, 'waitlist-over-' || ended.id,
        portal_now()
    FROM ended JOIN accounts_person p ON p.id = ended.person_id
    WHERE ended.state = 'over' ORDER BY ended.id
)
SELECT count(*) FROM ended
"""


def end_over(limit=BATCH):
    """End the waiting of those who can no longer be offered anything. :returns: how many."""
    with connection.cursor() as cursor:
        cursor.execute(END, {"limit": limit})
        return cursor.fetchone()[0]

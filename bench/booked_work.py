"""What is about bookings: a message of every change, lists of work, people who wait for a place.

Made by statements with the triggers asleep, as the bookings are. Of ten thousand messages one was
given up, of ten thousand bookings one has no vaccine, and one person in thirty waits.
"""

MESSAGES = """
SET session_replication_role = replica;
INSERT INTO bookings_notification (event_id, booking_id, person_id, template, language, dedupe_key,
    attempts, due_at, delivered_at, rested_at, error)
SELECT e.id, b.id, b.person_id, e.new_status, 'ko', 'booking-event-' || e.id,
       CASE WHEN given_up THEN 8 ELSE 1 END, NULL, CASE WHEN NOT given_up THEN told_at END,
       CASE WHEN given_up THEN told_at END, CASE WHEN given_up THEN 'no such number' ELSE '' END
FROM bookings_bookingevent e JOIN bookings_booking b ON b.id = e.booking_id
CROSS JOIN LATERAL (
    SELECT e.id % 10000 = 7 AS given_up, e.at + interval '3 seconds' AS told_at) AS told
ORDER BY e.id;
SET session_replication_role = origin;
"""
LISTS = """
SET session_replication_role = replica;

INSERT INTO bookings_workitem (booking_id, kind, cause, created_at)
SELECT id, 'supply', 'supply', changed_at FROM bookings_booking
WHERE status = 'confirmed' AND id % 10000 = 13 ORDER BY id;

INSERT INTO bookings_waitlist (person_id, campaign_id, round_id, region_id, from_date, to_date,
    state, joined_at, ended_at)
SELECT b.person_id, b.campaign_id, r.id, c.district_id, '2021-08-26', '2021-09-06',
       CASE WHEN missed THEN 'missed' ELSE 'waiting' END, b.held_at,
       CASE WHEN missed THEN b.held_at + interval '1 hour' END
FROM bookings_booking b JOIN clinics_slot s ON s.id = b.slot_id
JOIN clinics_clinic c ON c.id = s.clinic_id CROSS JOIN bookings_round r
CROSS JOIN LATERAL (SELECT b.id / 100 % 50 = 7 AS missed) AS told
WHERE b.status IN ('cancelled', 'rejected') AND b.id / 100 % 5 < 3 ORDER BY b.held_at, b.id;

INSERT INTO bookings_offer (reference, kind, person_id, campaign_id, dose, slot_id, entry_id,
    state, made_at, begins_at, ends_at, decided_at)
SELECT 'MISSED-' || w.id, 'waitlist', w.person_id, w.campaign_id, 1, b.slot_id, w.id, 'lapsed',
       w.joined_at, w.joined_at, w.ended_at, w.ended_at
FROM bookings_waitlist w JOIN bookings_booking b ON b.person_id = w.person_id
WHERE w.state = 'missed' ORDER BY w.id;

SET session_replication_role = origin;
"""

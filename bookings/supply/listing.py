from django.db import connection

#: Appointments on the work list that have moved by another way since, or are over.
TAKE_OFF = """
UPDATE bookings_workitem w SET resolved_at = portal_now(), channel = 'system',
    outcome = CASE b.status WHEN 'confirmed' THEN 'booked' ELSE 'over' END
FROM bookings_booking b
WHERE w.resolved_at IS NULL AND w.kind = 'supply' AND b.id = w.booking_id
  AND (b.status <> 'confirmed' OR b.slot_id <> (
      SELECT i.old_slot_id FROM bookings_supplyitem i
      WHERE i.booking_id = b.id AND i.state = 'listed' ORDER BY i.id DESC LIMIT 1))
"""


def take_off():
    """Take off the work list whoever needs no other appointment any more. :returns: how many."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_OFF)
        return cursor.rowcount

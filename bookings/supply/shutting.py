"""Days that are shut and times that were lowered take nobody new, whatever comes free on them."""

from django.db import connection, transaction

#: Slots per transaction.
BATCH = 2000

SHUT = """
WITH today AS (SELECT (portal_now() AT TIME ZONE 'Asia/Seoul')::date AS date),
gone AS MATERIALIZED (
    SELECT s.id, 0 AS capacity FROM clinics_shortage h CROSS JOIN today
    JOIN clinics_dayplaces p ON p.clinic_id = h.clinic_id
        AND (p.group_id = h.group_id OR h.group_id IS NULL)
        AND p.date >= greatest(h.first_date, today.date)
        AND (p.date <= h.last_date OR h.last_date IS NULL)
    JOIN clinics_slot s ON s.places_id = p.id
    WHERE p.taken < p.capacity AND s.taken < s.capacity
    UNION
    SELECT s.id, 0 FROM clinics_closure x CROSS JOIN today
    JOIN clinics_dayplaces p ON p.clinic_id = x.clinic_id AND p.date = x.date
    JOIN clinics_slot s ON s.places_id = p.id
    WHERE x.date >= today.date AND p.taken < p.capacity AND s.taken < s.capacity
    UNION
    SELECT s.id, 0 FROM clinics_closure x CROSS JOIN today
    JOIN clinics_dayplaces p ON p.date = x.date
    JOIN clinics_slot s ON s.places_id = p.id
    WHERE x.clinic_id IS NULL
      AND x.date >= today.date AND p.taken < p.capacity AND s.taken < s.capacity
    UNION
    SELECT s.id, s.by_hand FROM clinics_slot s
    WHERE s.by_hand < s.capacity AND s.taken < s.capacity AND s.starts_at > portal_now()
), free AS MATERIALIZED (
    SELECT s.id, gone.capacity FROM clinics_slot s
    JOIN (SELECT id, min(capacity) AS capacity FROM gone GROUP BY id) AS gone ON gone.id = s.id
    WHERE NOT s.leftover
    ORDER BY s.id LIMIT %(limit)s
    FOR NO KEY UPDATE OF s SKIP LOCKED
)
UPDATE clinics_slot s SET capacity = greatest(free.capacity, s.taken)
FROM free WHERE s.id = free.id AND s.capacity > greatest(free.capacity, s.taken)
"""


@transaction.atomic
def shut(limit=BATCH):
    """Take the free places of such days and times away, also those that came free since.

    :returns: how many slots were changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(SHUT, {"limit": limit})
        return cursor.rowcount

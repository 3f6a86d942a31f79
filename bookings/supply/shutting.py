"""Days without vaccine take nobody new, whatever comes free on them."""

from django.db import connection, transaction

#: Slots per transaction.
BATCH = 2000

SHUT = """
WITH free AS MATERIALIZED (
    SELECT s.id FROM clinics_shortage h
    JOIN clinics_dayplaces p ON p.clinic_id = h.clinic_id
        AND (p.group_id = h.group_id OR h.group_id IS NULL)
        AND p.date >= greatest(h.first_date, (portal_now() AT TIME ZONE 'Asia/Seoul')::date)
        AND (p.date <= h.last_date OR h.last_date IS NULL)
    JOIN clinics_slot s ON s.places_id = p.id
    WHERE p.taken < p.capacity AND s.taken < s.capacity
    ORDER BY s.id LIMIT %(limit)s
    FOR NO KEY UPDATE OF s SKIP LOCKED
)
UPDATE clinics_slot s SET capacity = s.taken FROM free WHERE s.id = free.id
"""


@transaction.atomic
def shut(limit=BATCH):
    """Take the free places of days without vaccine away, also those that came free since.

    :returns: how many slots were changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(SHUT, {"limit": limit})
        return cursor.rowcount

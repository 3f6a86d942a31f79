"""Whether the open rounds have places left, written down so that every page can say so at once.

The landing page shows what ten million people ask for; it reads this with the rounds and counts
no places itself.
"""

from django.db import connection

#: One look for each open round, until its first free place is found; a round is written only when
#: it becomes full or has places again. Of today only times to come count.
LOOK = """
WITH today AS MATERIALIZED (
    SELECT (portal_now() AT TIME ZONE 'Asia/Seoul')::date AS date
), seen AS (
    SELECT r.id, EXISTS (
        SELECT FROM clinics_dayplaces p
        JOIN clinics_clinicday d ON d.id = p.day_id
        JOIN clinics_clinic c ON c.id = p.clinic_id
        WHERE p.group_id = ANY(rv.groups)
          AND p.date BETWEEN greatest(rv.vaccinate_from, today.date) AND rv.vaccinate_to
          AND p.taken < p.capacity AND d.taken < d."limit" AND c.active AND c.vaccinates
          AND (p.date > today.date OR EXISTS (
              SELECT FROM clinics_slot s WHERE s.places_id = p.id
              AND s.starts_at > portal_now() AND s.taken < s.capacity))
    ) AS free
    FROM bookings_round r JOIN bookings_roundversion rv ON rv.id = r.current_id CROSS JOIN today
    WHERE NOT r.stopped AND rv.opens_at <= portal_now() AND portal_now() < rv.closes_at
)
UPDATE bookings_round r SET full_since = CASE WHEN NOT seen.free THEN portal_now() END
FROM seen WHERE seen.id = r.id AND seen.free = (r.full_since IS NOT NULL)
"""


def look():
    """Note which open rounds are full now, and which no longer are.

    :returns: for how many rounds that changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOOK)
        return cursor.rowcount

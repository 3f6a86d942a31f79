from django.db import connection

from accounts.prepared import execute
from clinics.models.shortages import short

#: The rules the hold was made by are asked again, for the moment at which it was made, and
#: with them what nobody could know then: a dose given elsewhere, a clinic closed since. A leftover
#: dose needs no round.
REJECT = f"""
WITH claimed AS (
    SELECT id FROM bookings_booking
    WHERE id = ANY(%(bookings)s) AND status = 'held'
    ORDER BY id FOR UPDATE SKIP LOCKED
), judged AS (
    SELECT b.id, CASE
        WHEN b.id = ANY(%(vaccinated)s) THEN 'vaccinated'
        WHEN rv.id IS NOT NULL AND (b.held_at < rv.opens_at OR b.held_at >= rv.closes_at
          OR NOT round_admits(rv.birth_from, rv.birth_to, rv.birth_day_digit, p.birth_date))
          AND NOT EXISTS (
            SELECT FROM bookings_maker m WHERE m.booking_id = b.id AND m.override <> '')
        THEN 'not_eligible'
        WHEN NOT c.active OR NOT c.vaccinates OR EXISTS (
            SELECT FROM clinics_closure x
            WHERE x.date = places.date AND (x.clinic_id = c.id OR x.clinic_id IS NULL))
          OR {short("c.id", "s.group_id", "places.date")}
        THEN 'closed'
    END AS reason
    FROM claimed JOIN bookings_booking b USING (id)
    LEFT JOIN bookings_roundversion rv ON rv.id = b.round_version_id
    JOIN accounts_person p ON p.id = b.person_id
    JOIN clinics_slot s ON s.id = b.slot_id
    JOIN clinics_dayplaces places ON places.id = s.places_id
    JOIN clinics_clinic c ON c.id = s.clinic_id
)
UPDATE bookings_booking b SET status = 'rejected', rejection = judged.reason
FROM judged WHERE b.id = judged.id AND judged.reason IS NOT NULL
"""


def reject_unfit(bookings, vaccinated):
    """Reject those of these HELD bookings that cannot be confirmed, each with its reason.

    :param bookings: ids; those another worker holds are passed over.
    :param vaccinated: ids of those whose dose was already given.
    :returns: how many were rejected. Their places are free again.
    """
    with connection.cursor() as cursor:
        execute(cursor, REJECT, {"bookings": bookings, "vaccinated": vaccinated})
        return cursor.rowcount

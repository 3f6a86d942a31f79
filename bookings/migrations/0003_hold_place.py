from django.db import migrations

#: Who may hold which place, in one statement. The look at the places takes no lock and turns
#: people away from a full slot cheaply; of those who pass it together for the last place, all
#: but one are stopped by the slot's own constraint.
#:
#: A function of the database, because its plan is then made once for a connection: planning
#: eight tables anew costs four times what the statement itself does.
HOLD_PLACE = """
CREATE FUNCTION hold_place(
    proof uuid, wanted_slot bigint, form_key uuid, new_reference text, way text
) RETURNS TABLE (id bigint, reference varchar) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    INSERT INTO bookings_booking (
        reference, person_id, campaign_id, round_version_id, dose, slot_id,
        status, channel, idempotency_key
    )
    SELECT new_reference, p.id, r.campaign_id, rv.id, 1, s.id, 'held', way, form_key
    FROM accounts_verification v
    JOIN accounts_person p ON p.id = v.person_id
    JOIN clinics_slot s ON s.id = wanted_slot
    JOIN clinics_dayplaces places ON places.id = s.places_id
    JOIN clinics_clinicday day ON day.id = places.day_id
    JOIN clinics_clinic c ON c.id = s.clinic_id
    JOIN bookings_round r ON NOT r.stopped
    JOIN bookings_roundversion rv ON rv.id = r.current_id
    WHERE v.id = proof AND v.ended_at IS NULL AND v.ends_at > portal_now()
      AND rv.opens_at <= portal_now() AND portal_now() < rv.closes_at
      AND round_admits(rv.birth_from, rv.birth_to, rv.birth_day_digit, p.birth_date)
      AND s.group_id = ANY(rv.groups)
      AND places.date BETWEEN rv.vaccinate_from AND rv.vaccinate_to
      AND s.starts_at > portal_now()
      AND s.taken < s.capacity AND day.taken < day."limit"
      AND c.active AND c.vaccinates
    ORDER BY rv.opens_at, rv.id
    LIMIT 1
    ON CONFLICT (person_id, idempotency_key) DO NOTHING
    RETURNING bookings_booking.id, bookings_booking.reference;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0002_initial")]
    operations = [
        migrations.RunSQL(
            HOLD_PLACE, "DROP FUNCTION hold_place(uuid, bigint, uuid, text, text)"
        )
    ]

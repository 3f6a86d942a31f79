"""Who may hold which place: the one statement of each door."""

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

#: Who may hold which place for a caller: ``hold_place`` with a live call in the place of a live
#: verification, and who made it written down by the same statement. A reason to override lifts
#: the window and the cohort and nothing else, and is kept only where they would have refused.
#:
#: A booking's channel is the door of the call, and whoever stands at a clinic's desk is booked
#: at the clinics of who sits there, at no other.
HOLD_PLACE_BY_PHONE = """
CREATE FUNCTION hold_place_by_phone(
    conversation uuid, wanted_slot bigint, form_key uuid, new_reference text, override_reason text
) RETURNS TABLE (id bigint, reference varchar) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH admitted AS (
        SELECT p.id AS person_id, call.staff_id, call.door, r.campaign_id, rv.id AS round_version_id,
               s.id AS slot_id, terms.met
        FROM accounts_call call
        JOIN accounts_person p ON p.id = call.person_id
        JOIN clinics_slot s ON s.id = wanted_slot
        JOIN clinics_dayplaces places ON places.id = s.places_id
        JOIN clinics_clinicday day ON day.id = places.day_id
        JOIN clinics_clinic c ON c.id = s.clinic_id
        JOIN bookings_round r ON NOT r.stopped
        JOIN bookings_roundversion rv ON rv.id = r.current_id
        CROSS JOIN LATERAL (
            SELECT rv.opens_at <= portal_now() AND portal_now() < rv.closes_at
               AND round_admits(rv.birth_from, rv.birth_to, rv.birth_day_digit, p.birth_date)
        ) AS terms (met)
        WHERE call.id = conversation AND call.ended_at IS NULL AND call.ends_at > portal_now()
          AND (terms.met OR override_reason <> '')
          AND (call.door <> 'clinic' OR EXISTS (
              SELECT FROM clinics_clinic_staff own
              WHERE own.clinic_id = s.clinic_id AND own.staffmember_id = call.staff_id))
          AND s.group_id = ANY(rv.groups)
          AND places.date BETWEEN rv.vaccinate_from AND rv.vaccinate_to
          AND s.starts_at > portal_now()
          AND s.taken < s.capacity AND day.taken < day."limit"
          AND c.active AND c.vaccinates
        ORDER BY terms.met DESC, rv.opens_at, rv.id
        LIMIT 1
    ), held AS (
        INSERT INTO bookings_booking (
            reference, person_id, campaign_id, round_version_id, dose, slot_id,
            status, channel, idempotency_key, changed_by_id, change_reason
        )
        SELECT new_reference, a.person_id, a.campaign_id, a.round_version_id, 1, a.slot_id,
               'held', a.door, form_key, a.staff_id, CASE WHEN a.met THEN '' ELSE override_reason END
        FROM admitted a
        ON CONFLICT (person_id, idempotency_key) DO NOTHING
        RETURNING bookings_booking.id, bookings_booking.reference,
                  bookings_booking.changed_by_id, bookings_booking.change_reason
    ), made AS (
        INSERT INTO bookings_maker (booking_id, staff_id, override)
        SELECT held.id, held.changed_by_id, held.change_reason FROM held
    )
    SELECT held.id, held.reference FROM held;
END $$
"""

#: Who may hold which place for another: ``hold_place`` with a live mandate between the proof of
#: identity and the person. The mandate's row is locked first, and a proxy has one at a time:
#: so many forms sent at once are counted one after the other.
HOLD_PLACE_BY_PROXY = """
CREATE FUNCTION hold_place_by_proxy(
    proof uuid, claim uuid, wanted_slot bigint, form_key uuid, new_reference text, most int
) RETURNS TABLE (id bigint, reference varchar) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    mandate record;
BEGIN
    SELECT m.proxy_id, m.subject_id, m.relationship INTO mandate
    FROM bookings_mandate m
    JOIN accounts_verification v ON v.person_id = m.proxy_id
    WHERE m.id = claim AND m.ended_at IS NULL AND m.ends_at > portal_now()
      AND v.id = proof AND v.ended_at IS NULL AND v.ends_at > portal_now()
      AND m.subject_id IS NOT NULL
    FOR UPDATE OF m;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH held AS (
        INSERT INTO bookings_booking (
            reference, person_id, campaign_id, round_version_id, dose, slot_id,
            status, channel, idempotency_key
        )
        SELECT new_reference, p.id, r.campaign_id, rv.id, 1, s.id, 'held', 'web', form_key
        FROM accounts_person p
        JOIN clinics_slot s ON s.id = wanted_slot
        JOIN clinics_dayplaces places ON places.id = s.places_id
        JOIN clinics_clinicday day ON day.id = places.day_id
        JOIN clinics_clinic c ON c.id = s.clinic_id
        JOIN bookings_round r ON NOT r.stopped AND r.proxies
        JOIN bookings_roundversion rv ON rv.id = r.current_id
        WHERE p.id = mandate.subject_id
          AND NOT EXISTS (SELECT FROM bookings_proxyblock x WHERE x.person_id = p.id)
          AND most > (
              SELECT count(*) FROM bookings_maker m JOIN bookings_booking b ON b.id = m.booking_id
              WHERE m.proxy_id = mandate.proxy_id AND b.status IN ('held', 'confirmed'))
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
        RETURNING bookings_booking.id, bookings_booking.reference
    ), made AS (
        INSERT INTO bookings_maker (booking_id, proxy_id, relationship)
        SELECT held.id, mandate.proxy_id, mandate.relationship FROM held
    )
    SELECT held.id, held.reference FROM held;
END $$
"""

functions = [
    migrations.RunSQL(HOLD_PLACE, "DROP FUNCTION hold_place(uuid, bigint, uuid, text, text)"),
    migrations.RunSQL(
        HOLD_PLACE_BY_PHONE, "DROP FUNCTION hold_place_by_phone(uuid, bigint, uuid, text, text)"
    ),
    migrations.RunSQL(
        HOLD_PLACE_BY_PROXY,
        "DROP FUNCTION hold_place_by_proxy(uuid, uuid, bigint, uuid, text, int)",
    ),
]

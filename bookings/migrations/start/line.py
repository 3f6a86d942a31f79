"""Who waits for which place, and how an offer becomes a booking."""

from django.db import migrations

#: Who waits for a slot and may be offered a place in it: the one rule by which places are offered,
#: and by which nobody else gets one before. Places of today and tomorrow are too near to be
#: offered with time to think; whoever is quick has them. A day somebody was offered and did not
#: take is not offered to them again. Nobody waits for a place of a day without vaccine.
IN_LINE_FOR = """
CREATE FUNCTION in_line_for(wanted_slot bigint)
RETURNS TABLE (entry_id bigint, person_id bigint, joined_at timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT w.id, w.person_id, w.joined_at
    FROM clinics_slot s
    JOIN clinics_dayplaces places ON places.id = s.places_id
    JOIN clinics_clinic c ON c.id = s.clinic_id
    JOIN clinics_region district ON district.id = c.district_id
    JOIN bookings_waitlist w ON w.state = 'waiting'
        AND w.region_id IN (district.id, district.province_id)
        AND places.date BETWEEN w.from_date AND w.to_date
    JOIN bookings_round r ON r.id = w.round_id AND NOT r.stopped
    JOIN bookings_roundversion rv ON rv.id = r.current_id
    JOIN accounts_person p ON p.id = w.person_id
    WHERE s.id = wanted_slot AND c.active AND c.vaccinates
      AND places.date > (portal_now() AT TIME ZONE 'Asia/Seoul')::date + 1
      AND rv.opens_at <= portal_now() AND portal_now() < rv.closes_at
      AND round_admits(rv.birth_from, rv.birth_to, rv.birth_day_digit, p.birth_date)
      AND s.group_id = ANY(rv.groups)
      AND places.date BETWEEN rv.vaccinate_from AND rv.vaccinate_to
      AND NOT EXISTS (
          SELECT FROM clinics_closure x
          WHERE x.date = places.date AND (x.clinic_id = c.id OR x.clinic_id IS NULL))
      AND NOT EXISTS (
          SELECT FROM clinics_shortage h
          WHERE h.clinic_id = c.id AND (h.group_id = s.group_id OR h.group_id IS NULL)
            AND places.date >= h.first_date
            AND (places.date <= h.last_date OR h.last_date IS NULL))
      AND NOT EXISTS (
          SELECT FROM bookings_booking b
          WHERE b.person_id = w.person_id AND b.campaign_id = w.campaign_id AND b.dose = 1
            AND b.status IN ('held', 'confirmed', 'completed'))
      AND NOT EXISTS (
          SELECT FROM bookings_offer o
          WHERE o.person_id = w.person_id AND o.kind = 'waitlist' AND o.state = 'open')
      AND NOT EXISTS (
          SELECT FROM bookings_offer o JOIN clinics_slot other ON other.id = o.slot_id
          WHERE o.entry_id = w.id AND other.places_id = s.places_id)
$$
"""

#: Make a booking of an offer. What holds for every booking is asked here too; only the place need
#: not be free, because it is kept. It is given up and taken under one lock: nobody comes between.
#: Locked in the order of everybody: the entry, the offer, the slot. An offer of a leftover dose
#: has rules of its own.
ACCEPT_OFFER = """
CREATE FUNCTION accept_offer(proof uuid, wanted text)
RETURNS TABLE (id bigint, reference varchar) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    admitted bigint;
    kept bookings_offer;
BEGIN
    IF EXISTS (SELECT FROM bookings_offer o WHERE o.reference = wanted AND o.kind = 'leftover') THEN
        RETURN QUERY SELECT * FROM accept_leftover(proof, wanted);
        RETURN;
    END IF;
    PERFORM FROM bookings_waitlist w JOIN bookings_offer o ON o.entry_id = w.id
        WHERE o.reference = wanted FOR UPDATE OF w;
    SELECT rv.id INTO admitted
    FROM bookings_offer o
    JOIN accounts_verification v ON v.id = proof AND v.person_id = o.person_id
    JOIN accounts_person p ON p.id = o.person_id
    JOIN bookings_waitlist w ON w.id = o.entry_id
    JOIN bookings_round r ON r.id = w.round_id AND NOT r.stopped
    JOIN bookings_roundversion rv ON rv.id = r.current_id
    JOIN clinics_slot s ON s.id = o.slot_id
    JOIN clinics_dayplaces places ON places.id = s.places_id
    JOIN clinics_clinic c ON c.id = s.clinic_id
    WHERE o.reference = wanted AND o.state = 'open' AND portal_now() < o.ends_at
      AND v.ended_at IS NULL AND v.ends_at > portal_now()
      AND rv.opens_at <= portal_now() AND portal_now() < rv.closes_at
      AND round_admits(rv.birth_from, rv.birth_to, rv.birth_day_digit, p.birth_date)
      AND s.group_id = ANY(rv.groups)
      AND places.date BETWEEN rv.vaccinate_from AND rv.vaccinate_to
      AND s.starts_at > portal_now() AND c.active AND c.vaccinates
    FOR UPDATE OF o;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE bookings_offer SET state = 'accepted', decided_at = portal_now()
        WHERE reference = wanted RETURNING * INTO kept;
    RETURN QUERY
    INSERT INTO bookings_booking (
        reference, person_id, campaign_id, round_version_id, dose, slot_id,
        status, channel, idempotency_key
    ) VALUES (
        kept.reference, kept.person_id, kept.campaign_id, admitted, kept.dose, kept.slot_id,
        'held', 'web', gen_random_uuid()
    )
    RETURNING bookings_booking.id, bookings_booking.reference;
END $$
"""

functions = [
    migrations.RunSQL(IN_LINE_FOR, "DROP FUNCTION in_line_for(bigint)"),
    migrations.RunSQL(ACCEPT_OFFER, "DROP FUNCTION accept_offer(uuid, text)"),
]

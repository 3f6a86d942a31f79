"""Who may have a leftover dose, and how it is booked."""

from django.db import migrations

#: Which dose of a vaccine somebody may have today as a leftover, or why none, and from when it is
#: worth asking again (nothing where never). The one place where that is written: offers, the
#: bookings made of them, and the words people read all ask it.
#:
#: An appointment to come for the same dose is no obstacle: it is given back. One whose time has
#: begun is, and so is another leftover dose.
LEFTOVER_FOR = """
CREATE FUNCTION leftover_for(
    who bigint, wanted_campaign bigint, wanted_vaccine bigint,
    OUT dose smallint, OUT why text, OUT wakes timestamptz
) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
    today date := (portal_now() AT TIME ZONE 'Asia/Seoul')::date;
    midnight timestamptz := (today + 1)::timestamp AT TIME ZONE 'Asia/Seoul';
    product clinics_vaccine;
    given bookings_doserecord;
    span clinics_interval;
    booked record;
    until timestamptz;
BEGIN
    why := '';
    SELECT * INTO product FROM clinics_vaccine v WHERE v.id = wanted_vaccine;
    IF NOT EXISTS (
        SELECT FROM accounts_person p WHERE p.id = who AND extract(year FROM age(today, p.birth_date))
            BETWEEN product.age_from AND product.age_to) THEN
        why := 'age';
        RETURN;
    END IF;
    SELECT max(coalesce(b.come_by, s.starts_at)) + make_interval(days => max(t.missed_days))
    INTO until
    FROM bookings_booking b
    JOIN clinics_slot s ON s.id = b.slot_id
    JOIN bookings_leftoverterms t ON t.campaign_id = b.campaign_id
    WHERE b.person_id = who AND b.campaign_id = wanted_campaign AND b.status = 'no_show';
    IF until > portal_now() THEN
        why := 'missed';
        wakes := until;
        RETURN;
    END IF;
    SELECT * INTO given FROM bookings_doserecord d
    WHERE d.person_id = who AND d.campaign_id = wanted_campaign ORDER BY d.dose DESC LIMIT 1;
    IF NOT FOUND THEN
        dose := 1;
    ELSIF given.dose >= product.doses THEN
        why := 'given';
        RETURN;
    ELSIF given.vaccine_id IS DISTINCT FROM product.id THEN
        why := 'other';
        RETURN;
    ELSE
        SELECT * INTO span FROM clinics_interval i
        WHERE i.vaccine_id = product.id AND i.effective_from <= given.given_on
        ORDER BY i.effective_from DESC LIMIT 1;
        IF today < given.given_on + span.min_days THEN
            why := 'early';
            wakes := (given.given_on + span.min_days)::timestamp AT TIME ZONE 'Asia/Seoul';
            RETURN;
        ELSIF span.id IS NULL OR today > given.given_on + span.max_days THEN
            why := 'late';
            RETURN;
        END IF;
        dose := given.dose + 1;
    END IF;
    SELECT s.leftover, s.starts_at, b.status INTO booked
    FROM bookings_booking b JOIN clinics_slot s ON s.id = b.slot_id
    WHERE b.person_id = who AND b.campaign_id = wanted_campaign AND b.dose = leftover_for.dose
      AND b.status IN ('held', 'confirmed', 'completed');
    IF FOUND AND (booked.leftover OR booked.status = 'completed') THEN
        why := 'booked';
        wakes := midnight;
    ELSIF FOUND AND booked.starts_at <= portal_now() THEN
        why := 'due';
        wakes := midnight;
    END IF;
END $$
"""

#: Make a booking of one dose of a batch. The caller knows who asks, and holds their offer.
#:
#: Locked in the order of everybody: entries of the waiting list, offers, bookings, slots. What the
#: dose replaces is given back, and the offer given up, under the lock of the batch's slot: nobody
#: comes between.
BOOK_LEFTOVER = """
CREATE FUNCTION book_leftover(
    who bigint, wanted_batch bigint, form_key uuid, new_reference text, offered bigint, handed_by bigint
) RETURNS TABLE (id bigint, reference varchar) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    batch record;
    rule record;
    replaced bigint[];
BEGIN
    SELECT b.campaign_id, b.vaccine_id, b.slot_id,
           least(portal_now() + t.come_within, b.usable_until) AS come_by
    INTO batch
    FROM bookings_leftoverbatch b
    JOIN bookings_leftoverterms t ON t.campaign_id = b.campaign_id
    JOIN clinics_slot s ON s.id = b.slot_id
    JOIN clinics_dayplaces places ON places.id = s.places_id
    JOIN clinics_clinic c ON c.id = s.clinic_id
    WHERE b.id = wanted_batch
      AND CASE WHEN handed_by IS NULL THEN b.state = 'open' AND portal_now() < b.closes_at
          ELSE b.state <> 'ended' AND portal_now() < b.usable_until END
      AND (s.taken < s.capacity OR offered IS NOT NULL)
      AND c.active AND c.vaccinates
      AND NOT EXISTS (
          SELECT FROM clinics_closure x
          WHERE x.date = places.date AND (x.clinic_id = c.id OR x.clinic_id IS NULL))
      AND NOT EXISTS (
          SELECT FROM clinics_shortage h
          WHERE h.clinic_id = c.id AND (h.group_id = s.group_id OR h.group_id IS NULL)
            AND places.date >= h.first_date
            AND (places.date <= h.last_date OR h.last_date IS NULL));
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT * INTO rule FROM leftover_for(who, batch.campaign_id, batch.vaccine_id);
    IF rule.why <> '' OR EXISTS (
        SELECT FROM bookings_offer o WHERE o.id = offered AND o.dose <> rule.dose) THEN
        RETURN;
    END IF;
    SELECT array_agg(old.id) INTO replaced FROM (
        SELECT b.id FROM bookings_booking b
        WHERE b.person_id = who AND b.campaign_id = batch.campaign_id AND b.dose >= rule.dose
          AND b.status IN ('held', 'confirmed') AND b.come_by IS NULL
        ORDER BY b.id FOR UPDATE) AS old;
    PERFORM FROM clinics_slot s
        WHERE s.id = batch.slot_id
           OR s.id IN (SELECT b.slot_id FROM bookings_booking b WHERE b.id = ANY(replaced))
        ORDER BY s.id FOR NO KEY UPDATE;
    UPDATE bookings_offer SET state = 'accepted', decided_at = portal_now() WHERE id = offered;
    IF replaced IS NOT NULL THEN
        UPDATE bookings_booking b SET status = 'cancelled', changed_by_id = NULL,
            changed_via = 'leftover', change_reason = 'a leftover dose instead'
            WHERE b.id = ANY(replaced) AND b.status IN ('held', 'confirmed');
        UPDATE bookings_workitem w
            SET resolved_at = portal_now(), outcome = 'over', channel = 'leftover'
            WHERE w.booking_id = ANY(replaced) AND w.resolved_at IS NULL;
    END IF;
    UPDATE bookings_workitem w
        SET resolved_at = portal_now(), outcome = 'booked', channel = 'leftover'
        FROM bookings_booking b
        WHERE rule.dose > 1 AND b.id = w.booking_id AND b.person_id = who
          AND b.campaign_id = batch.campaign_id AND w.kind = 'second_dose' AND w.resolved_at IS NULL;
    RETURN QUERY
    WITH held AS (
        INSERT INTO bookings_booking (
            reference, person_id, campaign_id, dose, slot_id, vaccine_id, first_dose_id,
            status, channel, idempotency_key, come_by
        )
        SELECT new_reference, who, batch.campaign_id, rule.dose, batch.slot_id, batch.vaccine_id,
               (SELECT d.booking_id FROM bookings_doserecord d
                WHERE d.person_id = who AND d.campaign_id = batch.campaign_id AND d.dose < rule.dose
                ORDER BY d.dose DESC LIMIT 1),
               'held', 'leftover', form_key, batch.come_by
        ON CONFLICT (person_id, idempotency_key) DO NOTHING
        RETURNING bookings_booking.id, bookings_booking.reference
    ), made AS (
        INSERT INTO bookings_maker (booking_id, staff_id)
        SELECT held.id, handed_by FROM held WHERE handed_by IS NOT NULL
    )
    SELECT held.id, held.reference FROM held;
END $$
"""

#: By whose proof, and before anything else is locked their entries of the waiting list: a booking
#: takes them off it.
ENTRIES = """
    PERFORM FROM bookings_waitlist w JOIN {proof} ON {proof}.person_id = w.person_id
        WHERE {proof}.id = proof AND w.state IN ('waiting', 'offered') ORDER BY w.id FOR UPDATE OF w;
"""

ACCEPT_LEFTOVER = f"""
CREATE FUNCTION accept_leftover(proof uuid, wanted text)
RETURNS TABLE (id bigint, reference varchar) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    kept record;
BEGIN
    {ENTRIES.format(proof="accounts_verification")}
    SELECT o.id, o.person_id, o.reference, b.id AS batch INTO kept
    FROM bookings_offer o
    JOIN accounts_verification v ON v.id = proof AND v.person_id = o.person_id
    JOIN bookings_leftoverbatch b ON b.slot_id = o.slot_id
    JOIN clinics_slot s ON s.id = o.slot_id
    WHERE o.reference = wanted AND o.kind = 'leftover' AND o.state = 'open'
      AND portal_now() < o.ends_at AND v.ended_at IS NULL AND v.ends_at > portal_now()
      AND (o.keeps OR s.taken < s.capacity)
    FOR UPDATE OF o;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT * FROM book_leftover(
        kept.person_id, kept.batch, gen_random_uuid(), kept.reference, kept.id, NULL);
END $$
"""

#: What those who wait for it had their turn with is for whoever comes first.
TAKE_LEFTOVER = f"""
CREATE FUNCTION take_leftover(proof uuid, wanted_batch bigint, form_key uuid, new_reference text)
RETURNS TABLE (id bigint, reference varchar) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    asks bigint;
BEGIN
    SELECT v.person_id INTO asks
    FROM accounts_verification v, bookings_leftoverbatch b
    WHERE v.id = proof AND v.ended_at IS NULL AND v.ends_at > portal_now()
      AND b.id = wanted_batch AND b.turn_over_at IS NOT NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    {ENTRIES.format(proof="accounts_verification")}
    RETURN QUERY SELECT * FROM book_leftover(
        asks, wanted_batch, form_key, new_reference, NULL, NULL);
END $$
"""

#: To somebody who stands at the desk, whose identity a member of staff has had attested.
HAND_OVER_LEFTOVER = f"""
CREATE FUNCTION hand_over_leftover(
    proof uuid, wanted_batch bigint, form_key uuid, new_reference text
) RETURNS TABLE (id bigint, reference varchar) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    talk record;
BEGIN
    SELECT call.person_id, call.staff_id INTO talk FROM accounts_call call
    WHERE call.id = proof AND call.person_id IS NOT NULL
      AND call.ended_at IS NULL AND call.ends_at > portal_now();
    IF NOT FOUND THEN
        RETURN;
    END IF;
    {ENTRIES.format(proof="accounts_call")}
    RETURN QUERY SELECT * FROM book_leftover(
        talk.person_id, wanted_batch, form_key, new_reference, NULL, talk.staff_id);
END $$
"""

functions = [
    migrations.RunSQL(LEFTOVER_FOR, "DROP FUNCTION leftover_for(bigint, bigint, bigint)"),
    migrations.RunSQL(
        BOOK_LEFTOVER, "DROP FUNCTION book_leftover(bigint, bigint, uuid, text, bigint, bigint)"
    ),
    migrations.RunSQL(ACCEPT_LEFTOVER, "DROP FUNCTION accept_leftover(uuid, text)"),
    migrations.RunSQL(TAKE_LEFTOVER, "DROP FUNCTION take_leftover(uuid, bigint, uuid, text)"),
    migrations.RunSQL(
        HAND_OVER_LEFTOVER, "DROP FUNCTION hand_over_leftover(uuid, bigint, uuid, text)"
    ),
]

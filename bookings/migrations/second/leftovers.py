"""Whoever may have no leftover dose today is looked at again: nobody rests for ever."""

import datetime

from django.db import migrations, models

from bookings.migrations.start import leftover_rules

#: Which dose of a vaccine somebody may have today as a leftover, or why none, and from when it is
#: worth asking again. The one place where that is written: offers, the bookings made of them, and
#: the words people read all ask it.
#:
#: An age, a dose recorded wrongly and the rules of a vaccine may be others tomorrow: where nothing
#: else says when, that is the next midnight.
#:
#: An appointment to come for the same dose is no obstacle: it is given back. One whose time has
#: begun is, and so is another leftover dose.
LEFTOVER_FOR = """
CREATE OR REPLACE FUNCTION leftover_for(
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
        wakes := midnight;
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
        wakes := midnight;
        RETURN;
    ELSIF given.vaccine_id IS DISTINCT FROM product.id THEN
        why := 'other';
        wakes := midnight;
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
            wakes := midnight;
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
#: comes between. By when to come is read under it too, because staff may have just changed it.
BOOK_LEFTOVER = """
CREATE OR REPLACE FUNCTION book_leftover(
    who bigint, wanted_batch bigint, form_key uuid, new_reference text, offered bigint, handed_by bigint
) RETURNS TABLE (id bigint, reference varchar) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    batch record;
    rule record;
    replaced bigint[];
    comes timestamptz;
BEGIN
    SELECT b.campaign_id, b.vaccine_id, b.slot_id INTO batch
    FROM bookings_leftoverbatch b
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
    SELECT least(portal_now() + t.come_within, b.usable_until) INTO comes
    FROM bookings_leftoverbatch b
    JOIN bookings_leftoverterms t ON t.campaign_id = b.campaign_id
    WHERE b.id = wanted_batch;
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
               'held', 'leftover', form_key, comes
        ON CONFLICT (person_id, idempotency_key) DO NOTHING
        RETURNING bookings_booking.id, bookings_booking.reference
    ), made AS (
        INSERT INTO bookings_maker (booking_id, staff_id)
        SELECT held.id, handed_by FROM held WHERE handed_by IS NOT NULL
    )
    SELECT held.id, held.reference FROM held;
END $$
"""

#: To somebody who stands at the desk, whose identity a member of staff has had attested: at the
#: clinics that name this member of staff, and at no other.
HAND_OVER_LEFTOVER = f"""
CREATE OR REPLACE FUNCTION hand_over_leftover(
    proof uuid, wanted_batch bigint, form_key uuid, new_reference text
) RETURNS TABLE (id bigint, reference varchar) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    talk record;
BEGIN
    SELECT call.person_id, call.staff_id INTO talk FROM accounts_call call
    WHERE call.id = proof AND call.person_id IS NOT NULL
      AND call.ended_at IS NULL AND call.ends_at > portal_now() AND call.door = 'clinic'
      AND EXISTS (
          SELECT FROM bookings_leftoverbatch b
          JOIN clinics_slot s ON s.id = b.slot_id
          JOIN clinics_clinic_staff own ON own.clinic_id = s.clinic_id
          WHERE b.id = wanted_batch AND own.staffmember_id = call.staff_id);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    {leftover_rules.ENTRIES.format(proof="accounts_call")}
    RETURN QUERY SELECT * FROM book_leftover(
        talk.person_id, wanted_batch, form_key, new_reference, NULL, talk.staff_id);
END $$
"""

#: Those who rest since before, with no moment to be looked at again.
AWAKE = """
UPDATE bookings_leftoverturn SET wakes_at = portal_now() WHERE NOT in_line AND wakes_at IS NULL
"""


def before(function):
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)

operations = [
    migrations.RunSQL(LEFTOVER_FOR, before(leftover_rules.LEFTOVER_FOR)),
    migrations.RunSQL(BOOK_LEFTOVER, before(leftover_rules.BOOK_LEFTOVER)),
    migrations.RunSQL(HAND_OVER_LEFTOVER, before(leftover_rules.HAND_OVER_LEFTOVER)),
    migrations.RunSQL(AWAKE, migrations.RunSQL.noop),
    migrations.AlterField(
        model_name="leftoveract",
        name="act",
        field=models.CharField(
            choices=[
                ("published", "published"),
                ("changed", "changed the count"),
                ("until", "changed the time"),
                ("stopped", "stopped"),
                ("wasted", "expired or wasted"),
                ("ended", "accounted for"),
            ],
            max_length=10,
            verbose_name="act",
        ),
    ),
    migrations.AlterField(
        model_name="leftoverterms",
        name="close_before",
        field=models.DurationField(
            default=datetime.timedelta(seconds=1800),
            help_text="HH:MM:SS",
            verbose_name="no offers before the clinic closes or the doses expire, for",
        ),
    ),
]

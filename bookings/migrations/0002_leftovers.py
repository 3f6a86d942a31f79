"""Whoever may have no leftover dose today is looked at again: nobody rests for ever."""

import datetime

from django.db import migrations, models

from .start import leftover_rules

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

#: Those who rest since before, with no moment to be looked at again.
AWAKE = """
UPDATE bookings_leftoverturn SET wakes_at = portal_now() WHERE NOT in_line AND wakes_at IS NULL
"""


def before(function):
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_start")]
    operations = [
        migrations.RunSQL(LEFTOVER_FOR, before(leftover_rules.LEFTOVER_FOR)),
        migrations.RunSQL(AWAKE, migrations.RunSQL.noop),
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

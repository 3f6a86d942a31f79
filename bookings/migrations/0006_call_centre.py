import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

#: Who may hold which place for a caller: ``hold_place`` with a live call in the place of a live
#: verification, and who made it written down by the same statement. A reason to override lifts
#: the window and the cohort and nothing else, and is kept only where they would have refused.
HOLD_PLACE_BY_PHONE = """
CREATE FUNCTION hold_place_by_phone(
    conversation uuid, wanted_slot bigint, form_key uuid, new_reference text, override_reason text
) RETURNS TABLE (id bigint, reference varchar) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH admitted AS (
        SELECT p.id AS person_id, call.staff_id, r.campaign_id, rv.id AS round_version_id,
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
               'held', 'call', form_key, a.staff_id, CASE WHEN a.met THEN '' ELSE override_reason END
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


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_call_centre'),
        ('bookings', '0005_messages_that_rest'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Maker',
            fields=[
                ('booking', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='bookings.booking')),
                ('override', models.CharField(blank=True, db_default='', max_length=200, verbose_name='reason to book outside the round')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='staff')),
            ],
            options={
                'verbose_name': 'maker of a booking',
                'verbose_name_plural': 'makers of bookings',
                'permissions': [('book_by_phone', 'Can book for callers'), ('override_round', "Can book outside a round's window")],
                'default_permissions': ('view',),
                'indexes': [models.Index(condition=models.Q(('override', ''), _negated=True), fields=['booking'], name='overridden_bookings')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='maker',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dd918b7696fbfce44134d20a51c704c6824f7fa9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d6607', table='bookings_maker', when='BEFORE')),
        ),
        migrations.RunSQL(
            HOLD_PLACE_BY_PHONE, "DROP FUNCTION hold_place_by_phone(uuid, bigint, uuid, text, text)"
        )
    ]

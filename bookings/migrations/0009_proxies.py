import accounts.clock
import datetime
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models

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


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_call_centre'),
        ('bookings', '0008_line'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('identifier', models.BinaryField(max_length=32, verbose_name="identifier's digest")),
                ('relationship', models.CharField(choices=[('parent', 'my parent'), ('grandparent', 'my grandparent'), ('spouse', 'my husband or wife'), ('child', 'my child'), ('sibling', 'my brother or sister'), ('relative', 'another relative of mine'), ('care', 'somebody in my care')], max_length=12, verbose_name='relationship')),
                ('created_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='created')),
                ('attested_at', models.DateTimeField(null=True, verbose_name='attested')),
                ('ends_at', models.DateTimeField(db_default=django.db.models.expressions.CombinedExpression(accounts.clock.PortalNow(), '+', models.Value(datetime.timedelta(seconds=7200))), verbose_name='ends')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
            ],
            options={
                'verbose_name': 'mandate',
                'verbose_name_plural': 'mandates',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ProxyBlock',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='accounts.person')),
                ('since', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='since')),
            ],
            options={
                'verbose_name': 'refusal of proxies',
                'verbose_name_plural': 'refusals of proxies',
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='maker',
            name='proxy',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='made', to='accounts.person', verbose_name='proxy'),
        ),
        migrations.AddField(
            model_name='maker',
            name='relationship',
            field=models.CharField(blank=True, choices=[('parent', 'my parent'), ('grandparent', 'my grandparent'), ('spouse', 'my husband or wife'), ('child', 'my child'), ('sibling', 'my brother or sister'), ('relative', 'another relative of mine'), ('care', 'somebody in my care')], db_default='', default='', max_length=12, verbose_name='relationship'),
        ),
        migrations.AddField(
            model_name='round',
            name='proxies',
            field=models.BooleanField(db_default=True, default=True, help_text='Whether people may book for others of this round.', verbose_name='proxies may book'),
        ),
        migrations.AlterField(
            model_name='maker',
            name='staff',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='staff'),
        ),
        migrations.AddConstraint(
            model_name='maker',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('proxy', None), ('relationship', ''), ('staff__isnull', False)), models.Q(('override', ''), ('proxy__isnull', False), ('staff', None), models.Q(('relationship', ''), _negated=True)), _connector='OR'), name='made_by_staff_or_proxy'),
        ),
        migrations.AddField(
            model_name='mandate',
            name='proxy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates', to='accounts.person'),
        ),
        migrations.AddField(
            model_name='mandate',
            name='subject',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.person'),
        ),
        migrations.AddIndex(
            model_name='mandate',
            index=models.Index(fields=['proxy', 'created_at'], name='mandates_by_proxy'),
        ),
        migrations.AddIndex(
            model_name='mandate',
            index=models.Index(condition=models.Q(('attested_at', None)), fields=['identifier', 'created_at'], name='refused_mandates'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('subject',), name='one_mandate_a_subject'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None), ('subject__isnull', False)), fields=('proxy',), name='one_mandate_a_proxy'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(('proxy', models.F('subject')), _negated=True), name='nobodys_own_proxy'),
        ),
        migrations.RunSQL(
            HOLD_PLACE_BY_PROXY,
            "DROP FUNCTION hold_place_by_proxy(uuid, uuid, bigint, uuid, text, int)",
        )
    ]

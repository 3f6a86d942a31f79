"""Campaigns, their rounds, and what is proposed for them."""

import accounts.clock
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler

from django.conf import settings
from django.db import migrations, models

#: Who belongs to a cohort: written once, read by pages, by the write and by the audit.
ADMITS = """
CREATE OR REPLACE FUNCTION round_admits(
    birth_from date, birth_to date, birth_day_digit smallint, born date
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT born BETWEEN birth_from AND birth_to
       AND (birth_day_digit IS NULL OR extract(day FROM born)::int % 10 = birth_day_digit)
$$
"""

tables = [
    migrations.CreateModel(
        name='Campaign',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('code', models.SlugField(unique=True, verbose_name='code')),
            ('name_ko', models.CharField(max_length=80, verbose_name='name in Korean')),
            ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
            ('follow_up_days', models.PositiveSmallIntegerField(db_default=14, default=14, help_text="For so long a missed appointment stands on the clinic's list to call.", verbose_name='days to call whoever missed')),
            ('vaccines', models.ManyToManyField(to='clinics.vaccine', verbose_name='vaccines')),
        ],
        options={
            'verbose_name': 'campaign',
            'verbose_name_plural': 'campaigns',
        },
    ),
    migrations.CreateModel(
        name='Round',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('code', models.SlugField(unique=True, verbose_name='code')),
            ('name_ko', models.CharField(max_length=80, verbose_name='name in Korean')),
            ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
            ('stopped', models.BooleanField(default=False, help_text='Nobody can book in it while it is stopped.', verbose_name='stopped')),
            ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='bookings.campaign', verbose_name='campaign')),
            ('current', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bookings.roundversion')),
            ('full_since', models.DateTimeField(editable=False, null=True, verbose_name='full since')),
            ('proxies', models.BooleanField(db_default=True, default=True, help_text='Whether people may book for others of this round.', verbose_name='proxies may book')),
        ],
        options={
            'verbose_name': 'round',
            'verbose_name_plural': 'rounds',
        },
    ),
    migrations.CreateModel(
        name='RoundVersion',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('number', models.PositiveSmallIntegerField(verbose_name='version')),
            ('opens_at', models.DateTimeField(verbose_name='opens')),
            ('closes_at', models.DateTimeField(help_text='The first moment after the window.', verbose_name='closes')),
            ('birth_from', models.DateField(verbose_name='born from')),
            ('birth_to', models.DateField(verbose_name='born until')),
            ('birth_day_digit', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='last digit of the birth day')),
            ('vaccinate_from', models.DateField(verbose_name='vaccination from')),
            ('vaccinate_to', models.DateField(verbose_name='vaccination until')),
            ('groups', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='Their ids.', size=None, verbose_name='vaccine groups')),
            ('made_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='made')),
            ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='bookings.round')),
            ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('emergency', models.BooleanField(db_default=False, default=False, verbose_name='emergency')),
        ],
        options={
            'verbose_name': 'round version',
            'verbose_name_plural': 'round versions',
            'ordering': ['opens_at', 'pk'],
            'constraints': [
                models.UniqueConstraint(fields=('round', 'number'), name='one_version_per_number'),
                models.CheckConstraint(condition=models.Q(('opens_at__lt', models.F('closes_at'))), name='opens_before_it_closes_round', violation_error_message='A round opens before it closes.'),
                models.CheckConstraint(condition=models.Q(('birth_from__lte', models.F('birth_to'))), name='birth_dates_in_order', violation_error_message='The earlier birth date comes first.'),
                models.CheckConstraint(condition=models.Q(('vaccinate_from__lte', models.F('vaccinate_to'))), name='vaccination_dates_in_order', violation_error_message='The earlier vaccination date comes first.'),
                models.CheckConstraint(condition=models.Q(('birth_day_digit', None), ('birth_day_digit__lte', 9), _connector='OR'), name='a_single_digit', violation_error_message='One digit, 0 to 9.'),
                models.CheckConstraint(condition=models.Q(('made_by', None), ('emergency', True), models.Q(('approved_by__isnull', False), models.Q(('approved_by', models.F('made_by')), _negated=True)), _connector='OR'), name='approved_by_a_second_person', violation_error_message='Another person has to approve this.'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='248eb9aaac125e410ed54c3ca67f4fa70f2b266c', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changes_ad544', table='bookings_roundversion', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='RoundProposal',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('opens_at', models.DateTimeField(verbose_name='opens')),
            ('closes_at', models.DateTimeField(help_text='The first moment after the window.', verbose_name='closes')),
            ('birth_from', models.DateField(verbose_name='born from')),
            ('birth_to', models.DateField(verbose_name='born until')),
            ('birth_day_digit', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='last digit of the birth day')),
            ('vaccinate_from', models.DateField(verbose_name='vaccination from')),
            ('vaccinate_to', models.DateField(verbose_name='vaccination until')),
            ('groups', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='Their ids.', size=None, verbose_name='vaccine groups')),
            ('reason', models.CharField(max_length=300, verbose_name='reason')),
            ('made_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='proposed')),
            ('state', models.CharField(choices=[('open', 'waits for a second person'), ('approved', 'approved'), ('at_once', 'in force at once, in an emergency'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='open', max_length=10, verbose_name='state')),
            ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
            ('finding', models.CharField(blank=True, default='', max_length=300, verbose_name='why')),
            ('code', models.SlugField(verbose_name='code')),
            ('name_ko', models.CharField(max_length=80, verbose_name='name in Korean')),
            ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
            ('proxies', models.BooleanField(default=True, help_text='Whether people may book for others of this round.', verbose_name='proxies may book')),
            ('based_on', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bookings.roundversion')),
            ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bookings.campaign', verbose_name='campaign')),
            ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
            ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
            ('round', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='bookings.round', verbose_name='round')),
            ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='bookings.roundversion')),
        ],
        options={
            'verbose_name': 'proposed round',
            'verbose_name_plural': 'proposed rounds',
            'ordering': ['-pk'],
            'abstract': False,
            'default_permissions': (),
            'constraints': [
                models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='round_for_a_reason', violation_error_message='Please say why.'),
                models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', False), ('state__in', ['approved', 'refused']), models.Q(('decided_by', models.F('made_by')), _negated=True)), models.Q(('decided_by__isnull', False), ('state__in', ['at_once', 'withdrawn'])), models.Q(('decided_by', None), ('state', 'open')), _connector='OR'), name='round_decided_by_a_second', violation_error_message='Another person has to decide this.'),
                models.CheckConstraint(condition=models.Q(('opens_at__lt', models.F('closes_at'))), name='proposal_opens_before_it_closes', violation_error_message='A round opens before it closes.'),
                models.CheckConstraint(condition=models.Q(('birth_from__lte', models.F('birth_to'))), name='proposed_births_in_order', violation_error_message='The earlier birth date comes first.'),
                models.CheckConstraint(condition=models.Q(('vaccinate_from__lte', models.F('vaccinate_to'))), name='proposed_days_in_order', violation_error_message='The earlier vaccination date comes first.'),
                models.CheckConstraint(condition=models.Q(('birth_day_digit', None), ('birth_day_digit__lte', 9), _connector='OR'), name='proposed_a_single_digit', violation_error_message='One digit, 0 to 9.'),
                models.CheckConstraint(condition=models.Q(('state__in', ['approved', 'at_once']), ('version', None), _connector='XOR'), name='approved_is_in_force'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='decided_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM \'open\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='999683988ae56c5341548e9917789cd70727e21a', operation='UPDATE', pgid='pgtrigger_decided_once_f0bb6', table='bookings_roundproposal', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='says_the_same', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."opens_at" IS DISTINCT FROM (NEW."opens_at") OR OLD."closes_at" IS DISTINCT FROM (NEW."closes_at") OR OLD."birth_from" IS DISTINCT FROM (NEW."birth_from") OR OLD."birth_to" IS DISTINCT FROM (NEW."birth_to") OR OLD."birth_day_digit" IS DISTINCT FROM (NEW."birth_day_digit") OR OLD."vaccinate_from" IS DISTINCT FROM (NEW."vaccinate_from") OR OLD."vaccinate_to" IS DISTINCT FROM (NEW."vaccinate_to") OR OLD."groups" IS DISTINCT FROM (NEW."groups") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."based_on_id" IS DISTINCT FROM (NEW."based_on_id") OR OLD."campaign_id" IS DISTINCT FROM (NEW."campaign_id") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."name_ko" IS DISTINCT FROM (NEW."name_ko") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."proxies" IS DISTINCT FROM (NEW."proxies"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='deda225e9f5eaa2f0bf94d611235e24d2150e3d2', operation='UPDATE', pgid='pgtrigger_says_the_same_ddb15', table='bookings_roundproposal', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_forgotten', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='96a9ffc0630915c7cd20df79857203eef51511bd', operation='DELETE', pgid='pgtrigger_never_forgotten_0353c', table='bookings_roundproposal', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='IntervalProposal',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('reason', models.CharField(max_length=300, verbose_name='reason')),
            ('made_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='proposed')),
            ('state', models.CharField(choices=[('open', 'waits for a second person'), ('approved', 'approved'), ('at_once', 'in force at once, in an emergency'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='open', max_length=10, verbose_name='state')),
            ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
            ('finding', models.CharField(blank=True, default='', max_length=300, verbose_name='why')),
            ('effective_from', models.DateField(verbose_name='for first doses from')),
            ('min_days', models.PositiveSmallIntegerField(verbose_name='at least, in days')),
            ('standard_days', models.PositiveSmallIntegerField(verbose_name='as a rule, in days')),
            ('max_days', models.PositiveSmallIntegerField(verbose_name='at most, in days')),
            ('seen', models.JSONField(null=True)),
            ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
            ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
            ('vaccine', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.vaccine', verbose_name='vaccine')),
        ],
        options={
            'verbose_name': 'proposed interval',
            'verbose_name_plural': 'proposed intervals',
            'ordering': ['-pk'],
            'abstract': False,
            'default_permissions': (),
            'constraints': [
                models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='interval_for_a_reason', violation_error_message='Please say why.'),
                models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', False), ('state__in', ['approved', 'refused']), models.Q(('decided_by', models.F('made_by')), _negated=True)), models.Q(('decided_by__isnull', False), ('state__in', ['at_once', 'withdrawn'])), models.Q(('decided_by', None), ('state', 'open')), _connector='OR'), name='interval_decided_by_a_second', violation_error_message='Another person has to decide this.'),
                models.CheckConstraint(condition=models.Q(('min_days__lte', models.F('standard_days')), ('standard_days__lte', models.F('max_days'))), name='proposed_interval_in_order', violation_error_message='Minimum, standard and maximum must rise.'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='decided_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM \'open\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='6c1fa43831a1dd290fc1c79bfba83f84d55cc332', operation='UPDATE', pgid='pgtrigger_decided_once_3cd0f', table='bookings_intervalproposal', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='says_the_same', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."vaccine_id" IS DISTINCT FROM (NEW."vaccine_id") OR OLD."effective_from" IS DISTINCT FROM (NEW."effective_from") OR OLD."min_days" IS DISTINCT FROM (NEW."min_days") OR OLD."standard_days" IS DISTINCT FROM (NEW."standard_days") OR OLD."max_days" IS DISTINCT FROM (NEW."max_days") OR OLD."seen" IS DISTINCT FROM (NEW."seen"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='65ab73affe0a5dd7dbbd837d175665604b0eee41', operation='UPDATE', pgid='pgtrigger_says_the_same_f05c5', table='bookings_intervalproposal', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_forgotten', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='5e689b5643c6630a99740943a999a1d1a1ee470d', operation='DELETE', pgid='pgtrigger_never_forgotten_5f232', table='bookings_intervalproposal', when='BEFORE')),
            ],
        },
    ),
]

"""Who looked at whom, and for how long that is known."""

import accounts.clock
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler

from django.conf import settings
from django.db import migrations, models

FORGET = """
CREATE FUNCTION forget_access_records(most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE gone integer; youngest timestamptz;
BEGIN
    PERFORM set_config('portal.forgetting', 'on', true);
    WITH old AS (
        SELECT id FROM accounts_accessrecord WHERE at <= portal_now() - interval '730 days'
        ORDER BY at, id LIMIT most FOR UPDATE SKIP LOCKED
    ), removed AS (
        DELETE FROM accounts_accessrecord r USING old WHERE r.id = old.id RETURNING r.at
    )
    SELECT count(*), max(at) INTO gone, youngest FROM removed;
    PERFORM set_config('portal.forgetting', '', true);
    IF gone > 0 THEN
        INSERT INTO accounts_accessforgetting (records, newest) VALUES (gone, youngest);
    END IF;
    RETURN gone;
END $$
"""

tables = [
    migrations.CreateModel(
        name='AccessRecord',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('act', models.CharField(choices=[('view', 'looked at'), ('reveal', 'asked for in full'), ('search', 'searched'), ('export', 'exported'), ('change', 'changed')], max_length=10, verbose_name='act')),
            ('target_kind', models.CharField(max_length=40, verbose_name='kind')),
            ('target_ids', models.JSONField(default=list, verbose_name='ids')),
            ('reason', models.TextField(blank=True, verbose_name='reason')),
            ('address', models.GenericIPAddressField(null=True, verbose_name='address')),
            ('at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='at')),
            ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='staff')),
        ],
        options={
            'verbose_name': 'access record',
            'verbose_name_plural': 'access records',
            'default_permissions': ('view',),
            'permissions': [('review_access', 'Can search and review access records')],
            'indexes': [
                django.contrib.postgres.indexes.GinIndex(fields=['target_ids'], name='records_by_target', opclasses=['jsonb_path_ops']),
                models.Index(fields=['at', 'id'], name='records_by_time'),
                models.Index(fields=['staff', 'at', 'id'], name='records_by_staff'),
                models.Index(fields=['act', 'at', 'id'], name='records_by_act'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='28d8acfbabef1718fd59e71f84d91fe88134edef', operation='UPDATE', pgid='pgtrigger_append_only_7e3f1', table='accounts_accessrecord', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='kept_two_years', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF current_setting('portal.forgetting', true) IS DISTINCT FROM 'on'\n                       OR OLD.at > portal_now() - interval '730 days' THEN\n                        RAISE EXCEPTION 'Access records are kept for two years';\n                    END IF;\n                    RETURN OLD;\n                ", hash='b5d87d9973a637141bec51258456e6d2d2538aee', operation='DELETE', pgid='pgtrigger_kept_two_years_1596e', table='accounts_accessrecord', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate %', TG_TABLE_NAME;", hash='1ad744ecf257895c9e5d4da75405872192ca47b5', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_aa5b2', table='accounts_accessrecord', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='AccessDay',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('day', models.DateField(verbose_name='day')),
            ('peers', models.CharField(max_length=200, verbose_name='peers')),
            ('people', models.PositiveIntegerField(verbose_name='people seen')),
            ('views', models.PositiveIntegerField(verbose_name='looks')),
            ('reveals', models.PositiveIntegerField(verbose_name='asked for in full')),
            ('searches', models.PositiveIntegerField(verbose_name='searches')),
            ('exports', models.PositiveIntegerField(verbose_name='exports')),
            ('changes', models.PositiveIntegerField(verbose_name='changes')),
            ('usual', models.FloatField(default=0, verbose_name='median of the peers')),
            ('alarm', models.BooleanField(default=False, verbose_name='alarm')),
            ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access_days', to=settings.AUTH_USER_MODEL, verbose_name='staff')),
        ],
        options={
            'verbose_name': 'day of access',
            'verbose_name_plural': 'days of access',
            'default_permissions': (),
            'indexes': [
                models.Index(condition=models.Q(('alarm', True)), fields=['day'], name='access_alarms'),
            ],
            'constraints': [
                models.UniqueConstraint(fields=('day', 'staff'), name='one_access_day_each'),
            ],
        },
    ),
    migrations.CreateModel(
        name='AccessReview',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('month', models.DateField(verbose_name='month')),
            ('finding', models.CharField(max_length=300, verbose_name='what the review found')),
            ('at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='at')),
            ('alarm', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='accounts.accessday', verbose_name='alarm')),
            ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
        ],
        options={
            'verbose_name': 'review of access records',
            'verbose_name_plural': 'reviews of access records',
            'default_permissions': (),
            'constraints': [
                models.UniqueConstraint(condition=models.Q(('alarm', None)), fields=('month',), name='one_review_a_month'),
                models.UniqueConstraint(fields=('alarm',), name='one_review_an_alarm'),
                models.CheckConstraint(condition=models.Q(('finding', ''), _negated=True), name='review_finds_something'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='50fdb226e1cdd85d41638c1fc72e0889a60c2862', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_80d11', table='accounts_accessreview', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate %', TG_TABLE_NAME;", hash='9955285b535f96717c57056045d9375005c14d0c', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_57e7e', table='accounts_accessreview', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='AccessRule',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('factor', models.PositiveSmallIntegerField(default=3, help_text='Peers have the same roles and work at clinics of the same kinds.', verbose_name='times the median of the peers')),
            ('floor', models.PositiveIntegerField(default=50, help_text='Whoever saw no more than these in a day raises no alarm.', verbose_name='and more people than')),
        ],
        options={
            'verbose_name': 'rule for alarms',
            'verbose_name_plural': 'rule for alarms',
            'default_permissions': ('change', 'view'),
            'constraints': [
                models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_access_rule'),
            ],
        },
    ),
    migrations.CreateModel(
        name='AccessForgetting',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='at')),
            ('records', models.PositiveIntegerField(verbose_name='records')),
            ('newest', models.DateTimeField(verbose_name='newest')),
        ],
        options={
            'verbose_name': 'removal of old access records',
            'verbose_name_plural': 'removals of old access records',
            'default_permissions': (),
            'triggers': [
                pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='44348304c9c2281c8fbd133c8e2c47180058a363', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5e049', table='accounts_accessforgetting', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate %', TG_TABLE_NAME;", hash='df59a84b802a4310aa45cb304b3f0966cf7b4c69', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_f1f62', table='accounts_accessforgetting', when='BEFORE')),
            ],
        },
    ),
]

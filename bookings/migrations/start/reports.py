"""Exports and counts."""

import accounts.clock
import django.db.models.deletion
import pgtrigger.compiler

from django.conf import settings
from django.db import migrations, models

tables = [
    migrations.CreateModel(
        name='ExportSchedule',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(choices=[('bookings', 'bookings'), ('doses', 'doses given'), ('places', 'places'), ('waste', 'waste'), ('coverage', 'cohort coverage'), ('counts', 'counts of each day'), ('access', 'access records')], max_length=10, verbose_name='what')),
            ('format', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'XLSX'), ('jsonl', 'JSON Lines')], max_length=5, verbose_name='format')),
            ('language', models.CharField(choices=[('ko', 'Korean'), ('en', 'English')], max_length=5, verbose_name='language')),
            ('asked_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='asked')),
            ('active', models.BooleanField(default=True, verbose_name='active')),
            ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
            ('region', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.region', verbose_name='region')),
        ],
        options={
            'verbose_name': 'daily export',
            'verbose_name_plural': 'daily exports',
            'default_permissions': (),
            'constraints': [
                models.UniqueConstraint(condition=models.Q(('active', True)), fields=('asked_by', 'kind', 'format', 'region'), name='one_schedule_per_wish', nulls_distinct=False, violation_error_message='You get this every day already.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='ReportExport',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(choices=[('bookings', 'bookings'), ('doses', 'doses given'), ('places', 'places'), ('waste', 'waste'), ('coverage', 'cohort coverage'), ('counts', 'counts of each day'), ('access', 'access records')], max_length=10, verbose_name='what')),
            ('format', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'XLSX'), ('jsonl', 'JSON Lines')], max_length=5, verbose_name='format')),
            ('language', models.CharField(choices=[('ko', 'Korean'), ('en', 'English')], max_length=5, verbose_name='language')),
            ('asked_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='asked')),
            ('first', models.DateField(null=True, verbose_name='from')),
            ('last', models.DateField(null=True, verbose_name='until')),
            ('named', models.BooleanField(default=False, verbose_name='with names')),
            ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
            ('as_of', models.DateTimeField(verbose_name='as of')),
            ('same', models.CharField(editable=False, max_length=64)),
            ('state', models.CharField(choices=[('queued', 'waits for its turn'), ('running', 'is being made'), ('done', 'ready'), ('failed', 'failed'), ('cancelled', 'cancelled'), ('removed', 'removed after its time')], db_default='queued', default='queued', max_length=10, verbose_name='state')),
            ('rows', models.BigIntegerField(db_default=0, default=0, verbose_name='rows')),
            ('expected', models.BigIntegerField(null=True, verbose_name='expected rows')),
            ('run', models.UUIDField(null=True)),
            ('tries', models.PositiveSmallIntegerField(db_default=0, default=0)),
            ('seen_at', models.DateTimeField(null=True)),
            ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
            ('failure', models.CharField(blank=True, choices=[('rows', 'A spreadsheet cannot hold so many rows. Ask for CSV, or for fewer days.'), ('disk', 'The folder for exports is full or cannot be written. Tell operations.'), ('database', 'The database broke off. Start it again in a few minutes.'), ('died', 'The worker died three times while making it. Tell operations.'), ('trouble', "An error of the portal; it is in the worker's log. Tell operations.")], db_default='', default='', max_length=10, verbose_name='reason')),
            ('bytes', models.BigIntegerField(null=True, verbose_name='size')),
            ('sha256', models.CharField(blank=True, db_default='', default='', max_length=64, verbose_name='SHA-256')),
            ('mailed_at', models.DateTimeField(null=True, verbose_name='mailed')),
            ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
            ('region', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.region', verbose_name='region')),
            ('schedule', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='bookings.exportschedule', verbose_name='daily export')),
        ],
        options={
            'verbose_name': 'export',
            'verbose_name_plural': 'exports',
            'ordering': ['-pk'],
            'permissions': [('export_names', 'Can export names, with a reason')],
            'default_permissions': (),
            'indexes': [
                models.Index(condition=models.Q(('state__in', ('queued', 'running'))), fields=['id'], name='exports_to_make'),
            ],
            'constraints': [
                models.UniqueConstraint(condition=models.Q(('state__in', ('queued', 'running'))), fields=('asked_by', 'same'), name='one_open_export_per_wish', violation_error_message='This is being made already.'),
                models.UniqueConstraint(fields=('schedule', 'as_of'), name='one_export_per_midnight'),
                models.CheckConstraint(condition=models.Q(('named', False), models.Q(('reason', ''), _negated=True), _connector='OR'), name='names_with_a_reason', violation_error_message='Please say what the names are needed for.'),
                models.CheckConstraint(condition=models.Q(('state__in', ['done', 'removed']), ('sha256', ''), _connector='XOR'), name='done_with_a_sum'),
                models.CheckConstraint(condition=models.Q(('state', 'failed'), ('failure', ''), _connector='XOR'), name='failed_with_a_reason'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='asked_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."format" IS DISTINCT FROM (NEW."format") OR OLD."region_id" IS DISTINCT FROM (NEW."region_id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."first" IS DISTINCT FROM (NEW."first") OR OLD."last" IS DISTINCT FROM (NEW."last") OR OLD."named" IS DISTINCT FROM (NEW."named") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."as_of" IS DISTINCT FROM (NEW."as_of") OR OLD."same" IS DISTINCT FROM (NEW."same") OR OLD."schedule_id" IS DISTINCT FROM (NEW."schedule_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b58c68819b84797d1aee73f90dce73dd1f1d73f1', operation='UPDATE', pgid='pgtrigger_asked_once_b2df1', table='bookings_reportexport', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_forgotten', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c64217587b16584456ef77e1da827104429a9b23', operation='DELETE', pgid='pgtrigger_never_forgotten_d2f72', table='bookings_reportexport', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='Supplied',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('part', models.CharField(choices=[('places', 'places'), ('residents', 'residents'), ('waste', 'waste')], max_length=10)),
            ('day', models.DateField(null=True)),
            ('band', models.SmallIntegerField(null=True)),
            ('count', models.BigIntegerField()),
            ('taken', models.BigIntegerField(default=0)),
            ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.vaccinegroup')),
            ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.region')),
        ],
        options={
            'verbose_name': 'places or residents',
            'verbose_name_plural': 'places and residents',
            'default_permissions': (),
        },
    ),
    migrations.CreateModel(
        name='Tally',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('part', models.CharField(choices=[('hour', 'by hour'), ('visit', 'by day of the visit'), ('cohort', 'by province, age and vaccine'), ('district', 'by district'), ('minute', 'by minute')], max_length=10)),
            ('dose', models.PositiveSmallIntegerField()),
            ('status', models.CharField(blank=True, choices=[('held', 'being confirmed'), ('confirmed', 'confirmed'), ('rejected', 'not accepted'), ('cancelled', 'cancelled'), ('completed', 'vaccinated'), ('no_show', 'missed')], default='', max_length=10)),
            ('hour', models.DateTimeField(null=True)),
            ('day', models.DateField(null=True)),
            ('band', models.SmallIntegerField(null=True)),
            ('count', models.IntegerField()),
            ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bookings.campaign')),
            ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.vaccinegroup')),
            ('region', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.region')),
        ],
        options={
            'verbose_name': 'count of bookings',
            'verbose_name_plural': 'counts of bookings',
            'default_permissions': (),
            'constraints': [
                models.UniqueConstraint(fields=('part', 'campaign', 'dose', 'status', 'hour', 'day', 'region', 'band', 'group'), name='one_tally_per_kind', nulls_distinct=False),
            ],
        },
    ),
    migrations.CreateModel(
        name='TallyState',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('counted_until', models.DateTimeField(null=True, verbose_name='as of')),
            ('refreshed_at', models.DateTimeField(null=True, verbose_name='counted')),
        ],
        options={
            'verbose_name': 'state of the figures',
            'verbose_name_plural': 'state of the figures',
            'permissions': [('view_dashboard', "Can see the ministry's dashboard")],
            'default_permissions': (),
            'constraints': [
                models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_state_of_tallies'),
            ],
        },
    ),
]

"""Regions and the clinics in them."""

import accounts.clock
import clinics.models.clinics
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler

from django.conf import settings
from django.db import migrations, models

tables = [
    migrations.CreateModel(
        name='Region',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('code', models.CharField(max_length=10, unique=True, verbose_name='official code')),
            ('kind', models.CharField(choices=[('province', 'province'), ('city', 'city with districts'), ('district', 'district')], max_length=10, verbose_name='kind')),
            ('name_ko', models.CharField(max_length=60, verbose_name='name in Korean')),
            ('name_en', models.CharField(blank=True, max_length=60, verbose_name='name in English')),
            ('province', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='regions', to='clinics.region', verbose_name='province')),
        ],
        options={
            'verbose_name': 'region',
            'verbose_name_plural': 'regions',
            'ordering': ['code'],
        },
    ),
    migrations.CreateModel(
        name='Residents',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('as_of', models.DateField(verbose_name='as of')),
            ('age', models.PositiveSmallIntegerField(help_text='100 means 100 and over.', verbose_name='age')),
            ('count', models.PositiveIntegerField(verbose_name='residents')),
            ('region', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='residents', to='clinics.region')),
        ],
        options={
            'verbose_name': 'residents',
            'verbose_name_plural': 'residents',
            'constraints': [
                models.UniqueConstraint(fields=('region', 'as_of', 'age'), name='one_count_per_age'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Border',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('near', models.TextField()),
            ('far', models.TextField()),
            ('left', models.IntegerField()),
            ('top', models.IntegerField()),
            ('right', models.IntegerField()),
            ('bottom', models.IntegerField()),
            ('middle_x', models.IntegerField()),
            ('middle_y', models.IntegerField()),
            ('source', models.CharField(max_length=100, verbose_name='source')),
            ('region', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='border', to='clinics.region', verbose_name='region')),
        ],
        options={
            'verbose_name': 'border',
            'verbose_name_plural': 'borders',
            'constraints': [
                models.CheckConstraint(condition=models.Q(('left__lt', models.F('right')), ('top__lt', models.F('bottom'))), name='border_has_an_inside'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Clinic',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('source', models.CharField(max_length=20, verbose_name='source')),
            ('key', models.CharField(max_length=40, verbose_name='key in the source')),
            ('name', models.CharField(max_length=200, verbose_name='name')),
            ('kind', models.CharField(max_length=40, verbose_name='kind')),
            ('address', models.CharField(max_length=300, verbose_name='address')),
            ('postcode', models.CharField(blank=True, max_length=5, verbose_name='postcode')),
            ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
            ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude (WGS84)')),
            ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude (WGS84)')),
            ('active', models.BooleanField(default=True, verbose_name='in business')),
            ('vaccinates', models.BooleanField(default=True, verbose_name='vaccinates the public')),
            ('bookable_weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(choices=[(1, 'Monday'), (2, 'Tuesday'), (3, 'Wednesday'), (4, 'Thursday'), (5, 'Friday'), (6, 'Saturday'), (7, 'Sunday')]), default=clinics.models.clinics.every_weekday, help_text='1 is Monday, 7 is Sunday.', size=None, verbose_name='bookable weekdays')),
            ('doctors', models.PositiveSmallIntegerField(default=1, help_text='Each may see 100 people a day.', verbose_name='doctors')),
            ('hours_generated', models.BooleanField(default=False, help_text='Opening hours and doctors were made up for a rehearsal; no clinic said so.', verbose_name='hours are invented')),
            ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clinics', to='clinics.region', verbose_name='district')),
            ('reopen_since', models.DateTimeField(editable=False, null=True)),
            ('staff', models.ManyToManyField(blank=True, related_name='clinics', to=settings.AUTH_USER_MODEL, verbose_name='staff')),
        ],
        options={
            'verbose_name': 'clinic',
            'verbose_name_plural': 'clinics',
            'ordering': ['name'],
            'permissions': [('reach_every_clinic', 'Can work with every clinic'), ('manage_places', 'Can change hours, closures and places of a clinic')],
            'constraints': [
                models.UniqueConstraint(fields=('source', 'key'), name='one_clinic_per_source_key'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='remember_clinic', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."active" IS DISTINCT FROM (NEW."active") OR OLD."bookable_weekdays" IS DISTINCT FROM (NEW."bookable_weekdays") OR OLD."doctors" IS DISTINCT FROM (NEW."doctors") OR OLD."vaccinates" IS DISTINCT FROM (NEW."vaccinates"))', func="\n            INSERT INTO clinics_clinicchange\n                (clinic_id, kind, row_id, before, after, staff_id, reason, at)\n            VALUES (\n                CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END,\n                'clinic',\n                CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END,\n                CASE WHEN TG_OP <> 'INSERT' THEN jsonb_build_object('doctors', OLD.doctors, 'bookable_weekdays', OLD.bookable_weekdays, 'active', OLD.active, 'vaccinates', OLD.vaccinates) END,\n                CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object('doctors', NEW.doctors, 'bookable_weekdays', NEW.bookable_weekdays, 'active', NEW.active, 'vaccinates', NEW.vaccinates) END,\n                nullif(current_setting('portal.staff', true), '')::bigint,\n                coalesce(current_setting('portal.reason', true), ''),\n                portal_now()\n            );\n            RETURN NULL;\n        ", hash='fc63591cdaabd8703490c4a398b6b045ad08d2bd', operation='UPDATE', pgid='pgtrigger_remember_clinic_e55f1', table='clinics_clinic', when='AFTER')),
            ],
        },
    ),
    migrations.CreateModel(
        name='ClinicChange',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(choices=[('clinic', 'clinic'), ('hours', 'opening hours'), ('closure', 'closure'), ('slot', 'places of a time')], max_length=10, verbose_name='kind')),
            ('row_id', models.BigIntegerField()),
            ('before', models.JSONField(null=True, verbose_name='before')),
            ('after', models.JSONField(null=True, verbose_name='after')),
            ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
            ('at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='at')),
            ('clinic', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='changes', to='clinics.clinic', verbose_name='clinic')),
            ('staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='staff')),
        ],
        options={
            'verbose_name': 'change of a clinic',
            'verbose_name_plural': 'changes of clinics',
            'ordering': ['-pk'],
            'default_permissions': (),
            'triggers': [
                pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4f75659e4d5e9f4e3a5ef34d3304459d6650aea6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1311f', table='clinics_clinicchange', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='OpeningHours',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('weekday', models.PositiveSmallIntegerField(choices=[(1, 'Monday'), (2, 'Tuesday'), (3, 'Wednesday'), (4, 'Thursday'), (5, 'Friday'), (6, 'Saturday'), (7, 'Sunday')], verbose_name='weekday')),
            ('opens', models.TimeField(verbose_name='opens')),
            ('closes', models.TimeField(verbose_name='closes')),
            ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='clinics.clinic')),
        ],
        options={
            'verbose_name': 'opening hours',
            'verbose_name_plural': 'opening hours',
            'ordering': ['weekday', 'opens'],
            'constraints': [
                models.UniqueConstraint(fields=('clinic', 'weekday', 'opens'), name='one_opening_per_time'),
                models.CheckConstraint(condition=models.Q(('opens__lt', models.F('closes'))), name='opens_before_it_closes', violation_error_message='A clinic opens before it closes.'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='remember_hours', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO clinics_clinicchange\n                (clinic_id, kind, row_id, before, after, staff_id, reason, at)\n            VALUES (\n                CASE TG_OP WHEN 'DELETE' THEN OLD.clinic_id ELSE NEW.clinic_id END,\n                'hours',\n                CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END,\n                CASE WHEN TG_OP <> 'INSERT' THEN jsonb_build_object('weekday', OLD.weekday, 'opens', OLD.opens, 'closes', OLD.closes) END,\n                CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object('weekday', NEW.weekday, 'opens', NEW.opens, 'closes', NEW.closes) END,\n                nullif(current_setting('portal.staff', true), '')::bigint,\n                coalesce(current_setting('portal.reason', true), ''),\n                portal_now()\n            );\n            RETURN NULL;\n        ", hash='766d0d6ee73689921508295ef41b3106c49a9082', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_remember_hours_cfa3e', table='clinics_openinghours', when='AFTER')),
            ],
        },
    ),
    migrations.CreateModel(
        name='Closure',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('date', models.DateField(verbose_name='date')),
            ('reason', models.CharField(max_length=100, verbose_name='reason')),
            ('clinic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='closures', to='clinics.clinic')),
        ],
        options={
            'verbose_name': 'closure',
            'verbose_name_plural': 'closures',
            'ordering': ['date'],
            'constraints': [
                models.UniqueConstraint(fields=('clinic', 'date'), name='one_closure_per_day', nulls_distinct=False),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='remember_closure', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO clinics_clinicchange\n                (clinic_id, kind, row_id, before, after, staff_id, reason, at)\n            VALUES (\n                CASE TG_OP WHEN 'DELETE' THEN OLD.clinic_id ELSE NEW.clinic_id END,\n                'closure',\n                CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END,\n                CASE WHEN TG_OP <> 'INSERT' THEN jsonb_build_object('date', OLD.date, 'reason', OLD.reason) END,\n                CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object('date', NEW.date, 'reason', NEW.reason) END,\n                nullif(current_setting('portal.staff', true), '')::bigint,\n                coalesce(current_setting('portal.reason', true), ''),\n                portal_now()\n            );\n            RETURN NULL;\n        ", hash='2ad6d940b44fca8009f65f6967137ad592b669a4', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_remember_closure_1f90f', table='clinics_closure', when='AFTER')),
            ],
        },
    ),
    migrations.CreateModel(
        name='Shortage',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('first_date', models.DateField(verbose_name='from')),
            ('last_date', models.DateField(blank=True, help_text='None means for good.', null=True, verbose_name='until')),
            ('reason', models.CharField(max_length=200, verbose_name='reason')),
            ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shortages', to='clinics.clinic', verbose_name='clinic')),
            ('group', models.ForeignKey(blank=True, help_text='None means that no vaccine is given.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clinics.vaccinegroup', verbose_name='vaccine group')),
        ],
        options={
            'verbose_name': 'days without vaccine',
            'verbose_name_plural': 'days without vaccine',
            'ordering': ['first_date', 'pk'],
            'constraints': [
                models.UniqueConstraint(fields=('clinic', 'group', 'first_date', 'last_date'), name='one_shortage_per_span', nulls_distinct=False),
                models.CheckConstraint(condition=models.Q(('last_date', None), ('first_date__lte', models.F('last_date')), _connector='OR'), name='shortage_in_order', violation_error_message='The last day comes before the first.'),
            ],
        },
    ),
]

"""The gate, the lines before it and the passes through it."""

import accounts.clock
import datetime
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler

from django.db import migrations, models

tables = [
    migrations.CreateModel(
        name='Gate',
        fields=[
            ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
            ('state', models.CharField(choices=[('open', 'open: nobody waits while there is room'), ('metered', 'metered: everybody is called'), ('paused', 'paused: nobody is admitted')], db_default='open', default='open', max_length=10, verbose_name='state')),
            ('target', models.PositiveIntegerField(db_default=2000, default=2000, help_text='Admission holds this many inside.', verbose_name='people inside')),
            ('capacity', models.PositiveIntegerField(db_default=3000, default=3000, help_text='Nobody enters beyond this.', verbose_name='most people inside')),
            ('most_per_second', models.PositiveIntegerField(db_default=200, default=200, verbose_name='most calls a second')),
            ('message_ko', models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='message in Korean')),
            ('message_en', models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='message in English')),
            ('trouble', models.CharField(blank=True, db_default='', default='', max_length=40)),
            ('throttle', models.FloatField(db_default=1.0, default=1, editable=False)),
            ('beat_at', models.DateTimeField(editable=False, null=True)),
            ('changed_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), editable=False, verbose_name='changed')),
            ('puzzle', models.BooleanField(db_default=False, default=False, verbose_name='a task before a number')),
        ],
        options={
            'verbose_name': 'gate',
            'verbose_name_plural': 'gate',
            'constraints': [
                models.CheckConstraint(condition=models.Q(('id', 1)), name='there_is_one_gate'),
                models.CheckConstraint(condition=models.Q(('target__gte', 1), ('target__lte', models.F('capacity'))), name='gate_target_within_capacity', violation_error_message='The target is at least 1 and at most the capacity.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Line',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('name_ko', models.CharField(max_length=80, verbose_name='name in Korean')),
            ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
            ('opens_at', models.DateTimeField(unique=True, verbose_name='opens')),
            ('early_from', models.DateTimeField(blank=True, null=True, verbose_name='early lane from')),
            ('drawn_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='drawn')),
            ('early_size', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
            ('ceiling', models.BigIntegerField(db_default=0, default=0, editable=False)),
            ('served', models.BigIntegerField(db_default=0, default=0, editable=False)),
            ('ended_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='ended')),
        ],
        options={
            'verbose_name': 'line',
            'verbose_name_plural': 'lines',
            'ordering': ['opens_at'],
            'constraints': [
                models.CheckConstraint(condition=models.Q(('early_from', None), ('early_from__lt', django.db.models.expressions.CombinedExpression(models.F('opens_at'), '-', models.Value(datetime.timedelta(seconds=600)))), _connector='OR'), name='early_lane_before_its_line', violation_error_message='The early lane begins before it closes.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Place',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('lane', models.PositiveSmallIntegerField(choices=[(0, 'early lane'), (1, 'live lane')], verbose_name='lane')),
            ('number', models.BigIntegerField(null=True, verbose_name='number')),
            ('receipt', models.BinaryField(max_length=16, null=True)),
            ('joined_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='joined')),
            ('called_at', models.DateTimeField(null=True, verbose_name='called')),
            ('entered_at', models.DateTimeField(null=True, verbose_name='entered')),
            ('lapsed_at', models.DateTimeField(null=True, verbose_name='called and did not come')),
            ('line', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='waiting.line')),
            ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='places', to='accounts.person')),
            ('verification', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='accounts.verification')),
        ],
        options={
            'verbose_name': 'place in line',
            'verbose_name_plural': 'places in line',
            'indexes': [
                models.Index(models.F('line'), models.F('lane'), models.F('number'), condition=models.Q(('called_at', None)), name='places_to_call'),
                models.Index(models.F('called_at'), condition=models.Q(('called_at__isnull', False)), name='places_called'),
            ],
            'constraints': [
                models.UniqueConstraint(fields=('line', 'lane', 'number'), name='one_place_a_number'),
                models.CheckConstraint(condition=models.Q(models.Q(('lane', 1), ('number__gte', 1)), models.Q(('lane', 0), ('receipt__isnull', False)), _connector='OR'), name='place_has_number_or_receipt'),
                models.CheckConstraint(condition=models.Q(('called_at__isnull', False), models.Q(('entered_at', None), ('lapsed_at', None)), _connector='OR'), name='place_called_before_it_ends'),
                models.UniqueConstraint(fields=('person', 'line'), name='one_place_a_person'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='receipt_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."receipt" IS DISTINCT FROM (NEW."receipt"))', func="\n                    RAISE EXCEPTION 'A receipt never changes'\n                        USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_stays';\n                ", hash='d40ccedab6a3c626fc0980f0942ff5b3fa6284da', operation='UPDATE OF "receipt"', pgid='pgtrigger_receipt_stays_cf476', table='waiting_place', when='AFTER')),
                pgtrigger.compiler.Trigger(name='closed_list_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."lane" = 0)', func="\n    IF EXISTS (SELECT FROM waiting_draw d WHERE d.line_id = NEW.line_id AND d.digest <> '') THEN\n        RAISE EXCEPTION 'The list of the early lane is closed'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_list_stays';\n    END IF;\n    RETURN NEW;\n", hash='330a0a56e9d83e3f40456dfcaea6e1be5e3b3e5f', operation='INSERT', pgid='pgtrigger_closed_list_stays_7a0dd', table='waiting_place', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='closed_list_keeps', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."lane" = 0 AND OLD."number" IS NULL)', func="\n    IF EXISTS (SELECT FROM waiting_draw d WHERE d.line_id = OLD.line_id AND d.digest <> '') THEN\n        RAISE EXCEPTION 'The list of the early lane is closed'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_list_stays';\n    END IF;\n    RETURN OLD;\n", hash='1e5a624796b415f28dae3a460d455e0e9e116049', operation='DELETE', pgid='pgtrigger_closed_list_keeps_21da0', table='waiting_place', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='Pass',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('generation', models.PositiveIntegerField(db_default=1, default=1)),
            ('begins_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='begins')),
            ('ends_at', models.DateTimeField(db_default=django.db.models.expressions.CombinedExpression(accounts.clock.PortalNow(), '+', models.Value(datetime.timedelta(seconds=1200))), verbose_name='ends')),
            ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
            ('end', models.CharField(blank=True, choices=[('completed', 'booked'), ('left', 'signed out'), ('time', 'time over'), ('replaced', 'taken over by a newer device')], db_default='', default='', max_length=10, verbose_name='why it ended')),
            ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passes', to='accounts.person')),
            ('verification', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passes', to='accounts.verification')),
            ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='waiting.place')),
        ],
        options={
            'verbose_name': 'pass',
            'verbose_name_plural': 'passes',
            'indexes': [
                models.Index(models.F('verification'), condition=models.Q(('ended_at', None)), name='passes_of_a_device'),
                models.Index(models.F('ends_at'), condition=models.Q(('ended_at', None)), name='passes_live'),
                models.Index(models.F('ended_at'), name='passes_ended'),
            ],
            'constraints': [
                models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person',), name='one_pass_a_person'),
                models.CheckConstraint(condition=models.Q(('begins_at__lt', models.F('ends_at'))), name='pass_begins_before_it_ends'),
            ],
        },
    ),
]

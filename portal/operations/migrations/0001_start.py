import accounts.clock
import django.db.models.deletion
import pgtrigger.compiler

from django.conf import settings
from django.db import migrations, models

from accounts.tables import Tables


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("operations", "0001_initial"),
        ("operations", "0002_puzzle_act"),
        ("operations", "0003_proposals"),
    ]
    dependencies = [
        ("accounts", "0001_start"),
    ]
    operations = [
        Tables([
            migrations.CreateModel(
                name='Pulse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(db_default=accounts.clock.PortalNow(), db_index=True, verbose_name='at')),
                    ('seconds', models.FloatField()),
                    ('state', models.CharField(choices=[('open', 'open: nobody waits while there is room'), ('metered', 'metered: everybody is called'), ('paused', 'paused: nobody is admitted')], max_length=10)),
                    ('trouble', models.CharField(blank=True, max_length=40)),
                    ('line_id', models.BigIntegerField(null=True)),
                    ('issued', models.BigIntegerField(null=True, verbose_name='numbers issued')),
                    ('early', models.IntegerField(default=0)),
                    ('served', models.BigIntegerField(verbose_name='called up to')),
                    ('waiting', models.IntegerField(verbose_name='verified and waiting')),
                    ('called', models.IntegerField(verbose_name='called, not in yet')),
                    ('inside', models.IntegerField(verbose_name='inside')),
                    ('entered', models.IntegerField(verbose_name='came in')),
                    ('completed', models.IntegerField(verbose_name='booked')),
                    ('errors', models.FloatField(verbose_name='errors')),
                    ('slow', models.FloatField(verbose_name='slow requests')),
                    ('lag', models.FloatField(verbose_name='confirmation lag')),
                    ('rate', models.FloatField(verbose_name='positions a second')),
                    ('throttle', models.FloatField(verbose_name='throttle')),
                ],
                options={
                    'verbose_name': 'pulse',
                    'verbose_name_plural': 'pulses',
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='OperatorAct',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('act', models.CharField(choices=[('rates', 'changed how many are let in'), ('state', "changed the gate's state"), ('pause', 'paused the gate'), ('message', 'changed the message to all waiting'), ('puzzle', 'switched the task before a number'), ('line', 'prepared a line'), ('extend', "extended a round's window"), ('stop', 'stopped a round'), ('go_on', 'let a stopped round go on'), ('announce', 'announced a draw'), ('reveal', "revealed a draw's secret and entered the public value"), ('confirm', "confirmed a draw's public value"), ('propose', 'made a proposal'), ('approve', 'approved a proposal'), ('refuse', 'refused a proposal'), ('withdraw', 'withdrew a proposal'), ('terms', 'put a proposal in force alone')], max_length=10, verbose_name='act')),
                    ('subject_kind', models.CharField(max_length=40)),
                    ('subject_id', models.BigIntegerField()),
                    ('subject', models.CharField(blank=True, max_length=120, verbose_name='of what')),
                    ('before', models.JSONField(default=dict, verbose_name='before')),
                    ('after', models.JSONField(default=dict, verbose_name='after')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                    ('at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='at')),
                    ('emergency', models.BooleanField(default=False, verbose_name='emergency')),
                    ('reviewed_at', models.DateTimeField(null=True, verbose_name='reviewed')),
                    ('review', models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='what the review found')),
                    ('operator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='operator')),
                    ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewed by')),
                ],
                options={
                    'verbose_name': "operator's act",
                    'verbose_name_plural': "operators' acts",
                    'permissions': [('run_opening', 'Can run an opening')],
                    'default_permissions': (),
                    'indexes': [
                        models.Index(models.F('at'), condition=models.Q(('emergency', True), ('reviewed_at', None)), name='acts_to_review'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('review', ''), ('reviewed_at', None), ('reviewed_by', None)), models.Q(('emergency', True), ('reviewed_at__isnull', False), ('reviewed_by__isnull', False), models.Q(('review', ''), _negated=True)), _connector='OR'), name='review_is_whole'),
                        models.CheckConstraint(condition=models.Q(('reviewed_by', models.F('operator')), _negated=True), name='reviewed_by_a_second_person', violation_error_message='Another person has to review this.'),
                        models.CheckConstraint(condition=models.Q(('emergency', False), models.Q(('reason', ''), _negated=True), _connector='OR'), name='emergency_has_a_reason', violation_error_message='Please say why.'),
                    ],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='reviewed_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF OLD.reviewed_at IS NOT NULL\n                       OR to_jsonb(OLD) - '{reviewed_by_id,reviewed_at,review}'::text[] <> to_jsonb(NEW) - '{reviewed_by_id,reviewed_at,review}'::text[] THEN\n                        RAISE EXCEPTION 'What an operator did is not changed any more'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'reviewed_once';\n                    END IF;\n                    RETURN NEW;\n                ", hash='7be9801220ff7970c902a6beff5a36d4de5fb150', operation='UPDATE', pgid='pgtrigger_reviewed_once_58e88', table='operations_operatoract', when='BEFORE')),
                        pgtrigger.compiler.Trigger(name='never_forgotten', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='189977a43b436fcefd515298c175622846256513', operation='DELETE', pgid='pgtrigger_never_forgotten_4e858', table='operations_operatoract', when='BEFORE')),
                    ],
                },
            ),
        ]),
    ]

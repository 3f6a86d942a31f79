"""Draws of the early lane."""

import accounts.clock
import django.db.models.deletion
import pgtrigger.compiler

from django.conf import settings
from django.db import migrations, models

tables = [
    migrations.CreateModel(
        name='Draw',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('commitment', models.CharField(max_length=64, verbose_name='hash of the secret')),
            ('source', models.CharField(max_length=200, verbose_name='source of the public value')),
            ('announced_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='announced')),
            ('digest', models.CharField(db_default='', default='', max_length=64, verbose_name='digest of the list')),
            ('closed_at', models.DateTimeField(null=True, verbose_name='closed')),
            ('secret', models.CharField(db_default='', default='', max_length=64, verbose_name='secret')),
            ('entered', models.CharField(db_default='', default='', max_length=128, verbose_name='value entered')),
            ('entered_at', models.DateTimeField(null=True, verbose_name='entered')),
            ('value', models.CharField(db_default='', default='', max_length=128, verbose_name='public value')),
            ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed')),
            ('drawn_at', models.DateTimeField(null=True, verbose_name='drawn')),
            ('void', models.CharField(blank=True, choices=[('no secret', 'the secret was not revealed in time'), ('no value', 'two people did not confirm the public value in time'), ('other list', 'the list was not the published one any more')], db_default='', default='', max_length=20, verbose_name='void because')),
            ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
            ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
            ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='draw', to='waiting.line')),
        ],
        options={
            'verbose_name': 'draw',
            'verbose_name_plural': 'draws',
            'constraints': [
                models.CheckConstraint(condition=models.Q(('commitment__regex', '^([0-9a-f]{2}){32,32}$')), name='draw_commitment'),
                models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='draw_names_its_source'),
                models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('digest', '')), models.Q(('digest__regex', '^([0-9a-f]{2}){32,32}$'), ('closed_at__isnull', False)), _connector='OR'), name='draw_digest'),
                models.CheckConstraint(condition=models.Q(('secret', ''), models.Q(('secret__regex', '^([0-9a-f]{2}){32,32}$'), ('commitment', models.Func(models.F('secret'), output_field=models.CharField(), template="encode(sha256(decode(%(expressions)s, 'hex')), 'hex')")), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='draw_secret_is_the_one_committed', violation_error_message='This is not the secret whose hash was published.'),
                models.CheckConstraint(condition=models.Q(models.Q(('entered', ''), ('entered_by', None)), models.Q(('entered__regex', '^([0-9a-f]{2}){32,64}$'), ('entered_by__isnull', False), models.Q(('secret', ''), _negated=True)), _connector='OR'), name='draw_value_after_the_secret'),
                models.CheckConstraint(condition=models.Q(models.Q(('confirmed_by', None), ('value', '')), models.Q(('confirmed_by__isnull', False), ('value', models.F('entered')), models.Q(('value', ''), _negated=True)), _connector='OR'), name='draw_value_confirmed'),
                models.CheckConstraint(condition=models.Q(('confirmed_by', models.F('entered_by')), _negated=True), name='draw_needs_two_people', violation_error_message='The same person cannot enter and confirm the value.'),
                models.CheckConstraint(condition=models.Q(models.Q(('drawn_at', None), ('void', '')), models.Q(('drawn_at__isnull', False), models.Q(('digest', ''), _negated=True), models.Q(models.Q(('value', ''), _negated=True), models.Q(('void', ''), _negated=True), _connector='OR')), _connector='OR'), name='draw_settled'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='history_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF OLD.drawn_at IS NOT NULL OR NEW.line_id <> OLD.line_id OR NEW.commitment <> OLD.commitment OR NEW.source <> OLD.source OR NEW.announced_at <> OLD.announced_at OR nullif(OLD.digest::text, '') <> coalesce(NEW.digest::text, '') OR nullif(OLD.closed_at::text, '') <> coalesce(NEW.closed_at::text, '') OR nullif(OLD.secret::text, '') <> coalesce(NEW.secret::text, '') OR nullif(OLD.value::text, '') <> coalesce(NEW.value::text, '') OR nullif(OLD.confirmed_by_id::text, '') <> coalesce(NEW.confirmed_by_id::text, '') OR nullif(OLD.confirmed_at::text, '') <> coalesce(NEW.confirmed_at::text, '') OR OLD.value <> '' AND NEW.entered_by_id <> OLD.entered_by_id THEN\n                        RAISE EXCEPTION 'What is known of a draw does not change any more'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'history_stays';\n                    END IF;\n                    RETURN NEW;\n                ", hash='4d8044cd1e31a0c99002e2dbb0a0709656017dbb', operation='UPDATE', pgid='pgtrigger_history_stays_3454e', table='waiting_draw', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_forgotten', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='cf9514945a72bef04e46cf58986f68d687adf6ad', operation='DELETE', pgid='pgtrigger_never_forgotten_f171f', table='waiting_draw', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='DrawnOrder',
        fields=[
            ('draw', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='order', serialize=False, to='waiting.draw')),
            ('receipts', models.BinaryField()),
        ],
        options={
            'verbose_name': 'order drawn',
            'verbose_name_plural': 'orders drawn',
            'triggers': [
                pgtrigger.compiler.Trigger(name='never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3b8e08448323222b31c934965fba86767c86bf16', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changes_ec75e', table='waiting_drawnorder', when='BEFORE')),
            ],
        },
    ),
]

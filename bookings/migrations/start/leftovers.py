"""Leftover doses and the lines for them."""

import accounts.clock
import datetime
import django.db.models.deletion
import pgtrigger.compiler

from django.conf import settings
from django.db import migrations, models

tables = [
    migrations.CreateModel(
        name='LeftoverTerms',
        fields=[
            ('campaign', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='leftover_terms', serialize=False, to='bookings.campaign', verbose_name='campaign')),
            ('offer_time', models.DurationField(default=datetime.timedelta(seconds=600), help_text='HH:MM:SS', verbose_name='time to answer an offer')),
            ('come_within', models.DurationField(default=datetime.timedelta(seconds=7200), help_text='HH:MM:SS', verbose_name='time to come after accepting')),
            ('close_before', models.DurationField(default=datetime.timedelta(seconds=1800), help_text='HH:MM:SS', verbose_name='no offers before the clinic closes, for')),
            ('missed_days', models.PositiveSmallIntegerField(default=14, verbose_name='days without offers after a missed appointment')),
        ],
        options={
            'verbose_name': 'terms of leftover doses',
            'verbose_name_plural': 'terms of leftover doses',
            'constraints': [
                models.CheckConstraint(condition=models.Q(('close_before__gte', datetime.timedelta(0)), ('come_within__gt', datetime.timedelta(0)), ('offer_time__gt', datetime.timedelta(0))), name='leftover_times_are_positive', violation_error_message='Times must be longer than nothing.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='LeftoverWish',
        fields=[
            ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='leftover_wish', serialize=False, to='accounts.person')),
            ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='no offers from')),
            ('quiet_until', models.TimeField(blank=True, null=True, verbose_name='no offers until')),
            ('since', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='since')),
            ('turn_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='waits since')),
            ('turn_before', models.DateTimeField(editable=False, null=True)),
        ],
        options={
            'verbose_name': 'wish for leftover doses',
            'verbose_name_plural': 'wishes for leftover doses',
            'default_permissions': (),
            'constraints': [
                models.CheckConstraint(condition=models.Q(models.Q(('quiet_from', None), ('quiet_until', None)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False)), _connector='OR'), name='quiet_from_and_until', violation_error_message='Quiet hours need a beginning and an end.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='LeftoverAlert',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('place', models.PositiveSmallIntegerField(verbose_name='preference')),
            ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leftover_alerts', to='clinics.clinic')),
            ('wish', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='bookings.leftoverwish')),
        ],
        options={
            'verbose_name': 'alert for leftover doses',
            'verbose_name_plural': 'alerts for leftover doses',
            'ordering': ['place'],
            'default_permissions': (),
            'constraints': [
                models.UniqueConstraint(fields=('wish', 'place'), name='one_alert_per_place'),
                models.UniqueConstraint(fields=('wish', 'clinic'), name='one_alert_per_clinic'),
                models.CheckConstraint(condition=models.Q(('place__range', (1, 5))), name='at_most_five_alerts', violation_error_message='Alerts are possible at five clinics at most.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='LeftoverTurn',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('place', models.PositiveSmallIntegerField(verbose_name='preference')),
            ('turn_at', models.DateTimeField(verbose_name='waits since')),
            ('in_line', models.BooleanField(db_default=True, default=True, verbose_name='in line')),
            ('wakes_at', models.DateTimeField(null=True, verbose_name='in line again from')),
            ('alert', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='bookings.leftoveralert')),
            ('clinic', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clinics.clinic')),
            ('vaccine', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clinics.vaccine')),
            ('wish', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='bookings.leftoverwish')),
        ],
        options={
            'verbose_name': 'turn in a line for leftover doses',
            'verbose_name_plural': 'turns in lines for leftover doses',
            'default_permissions': (),
            'indexes': [
                models.Index(condition=models.Q(('in_line', True)), fields=['clinic', 'vaccine', 'turn_at', 'place', 'id'], name='leftover_line'),
                models.Index(condition=models.Q(('in_line', False), ('wakes_at__isnull', False)), fields=['wakes_at'], name='leftover_sleepers'),
            ],
            'constraints': [
                models.UniqueConstraint(fields=('alert', 'vaccine'), name='one_turn_per_vaccine'),
                models.CheckConstraint(condition=models.Q(('in_line', False), ('wakes_at', None), _connector='OR'), name='nobody_wakes_in_line'),
            ],
        },
    ),
    migrations.CreateModel(
        name='LeftoverBatch',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('published', models.PositiveSmallIntegerField(verbose_name='doses')),
            ('wasted', models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='expired or wasted')),
            ('state', models.CharField(choices=[('open', 'offered'), ('stopped', 'stopped'), ('ended', 'accounted for')], db_default='open', default='open', max_length=10, verbose_name='state')),
            ('published_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='published')),
            ('closes_at', models.DateTimeField(help_text='The first moment after them.', verbose_name='offers end')),
            ('usable_until', models.DateTimeField(verbose_name='usable until')),
            ('told_at', models.DateTimeField(null=True, verbose_name='first told')),
            ('turn_over_at', models.DateTimeField(null=True, verbose_name='open to everybody since')),
            ('ended_at', models.DateTimeField(null=True, verbose_name='accounted for')),
            ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='bookings.campaign', verbose_name='campaign')),
            ('slot', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='batch', to='clinics.slot')),
            ('vaccine', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.vaccine', verbose_name='vaccine')),
        ],
        options={
            'verbose_name': 'leftover doses',
            'verbose_name_plural': 'leftover doses',
            'permissions': [('manage_leftovers', 'Can publish and hand over leftover doses')],
            'default_permissions': ('view',),
            'indexes': [
                models.Index(condition=models.Q(('state', 'open'), ('turn_over_at', None)), fields=['id'], name='leftovers_to_offer'),
                models.Index(condition=models.Q(('state', 'ended'), _negated=True), fields=['usable_until'], name='leftovers_to_account_for'),
            ],
            'constraints': [
                models.CheckConstraint(condition=models.Q(('published__gte', 1), ('wasted__lte', models.F('published'))), name='no_more_wasted_than_published', violation_error_message='There are not as many doses.'),
                models.CheckConstraint(condition=models.Q(('closes_at__lte', models.F('usable_until')), ('published_at__lt', models.F('closes_at'))), name='leftovers_in_order', violation_error_message='The doses must be usable for a while yet.'),
                models.CheckConstraint(condition=models.Q(('state', 'ended'), ('ended_at', None), _connector='XOR'), name='ended_at_a_moment'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='leftovers_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."campaign_id" IS DISTINCT FROM (NEW."campaign_id") OR OLD."vaccine_id" IS DISTINCT FROM (NEW."vaccine_id") OR OLD."slot_id" IS DISTINCT FROM (NEW."slot_id") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1a8c4bbb9607da9b60549518a87fffd5d064be4c', operation='UPDATE', pgid='pgtrigger_leftovers_stay_27fde', table='bookings_leftoverbatch', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='capacity_follows', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    UPDATE clinics_slot SET capacity = NEW.published - NEW.wasted WHERE id = NEW.slot_id;\n    RETURN NEW;\n', hash='7c091894dd53d302fe1f0a55cb3b91756076558d', operation='UPDATE OF "published", "wasted"', pgid='pgtrigger_capacity_follows_2c3ce', table='bookings_leftoverbatch', when='AFTER')),
                pgtrigger.compiler.Trigger(name='settled', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.state = 'ended' AND OLD.state <> 'ended')", func="\n    IF EXISTS (SELECT FROM bookings_offer WHERE slot_id = NEW.slot_id AND state = 'open')\n        OR EXISTS (SELECT FROM bookings_booking\n                   WHERE slot_id = NEW.slot_id AND status IN ('held', 'confirmed'))\n        OR NEW.published <> NEW.wasted + (\n            SELECT count(*) FROM bookings_booking\n            WHERE slot_id = NEW.slot_id AND status = 'completed') THEN\n        RAISE EXCEPTION 'Leftover doses are not accounted for'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'every_dose_is_somewhere';\n    END IF;\n    RETURN NEW;\n", hash='c8aa614d48e2cfceb8fd6c539b693bf8eba6fbd5', operation='UPDATE OF "state"', pgid='pgtrigger_settled_e7458', table='bookings_leftoverbatch', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='cd1d97298df0276d616d0dada81d40d45b6f34b1', operation='DELETE', pgid='pgtrigger_never_deleted_d3b51', table='bookings_leftoverbatch', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate %', TG_TABLE_NAME;", hash='0757d8745d190193fe6d04a72ff252c95443d6e3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_ee236', table='bookings_leftoverbatch', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='LeftoverAct',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('act', models.CharField(choices=[('published', 'published'), ('changed', 'changed the count'), ('stopped', 'stopped'), ('wasted', 'expired or wasted'), ('ended', 'accounted for')], max_length=10, verbose_name='act')),
            ('doses', models.PositiveSmallIntegerField(verbose_name='doses')),
            ('reason', models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='reason')),
            ('at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='at')),
            ('staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='staff')),
            ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='bookings.leftoverbatch')),
        ],
        options={
            'verbose_name': 'act on leftover doses',
            'verbose_name_plural': 'acts on leftover doses',
            'default_permissions': (),
            'triggers': [
                pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1d6af032ab39962b11e7e40a3886d6cb07d4ebd2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ab369', table='bookings_leftoveract', when='BEFORE')),
            ],
        },
    ),
]

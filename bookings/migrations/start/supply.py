"""What is done when vaccine is missing."""

import accounts.clock
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler

from django.conf import settings
from django.db import migrations, models

tables = [
    migrations.CreateModel(
        name='SupplyAct',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(choices=[('late', 'delivery late'), ('recall', 'lot recalled'), ('swap', 'other vaccine of the group'), ('dropout', 'clinic drops out'), ('closed', 'days closed'), ('fewer', 'fewer places')], max_length=10, verbose_name='what happened')),
            ('clinics', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='clinics')),
            ('first_date', models.DateField(verbose_name='from')),
            ('last_date', models.DateField(null=True, verbose_name='until')),
            ('closes', models.BooleanField(default=True, verbose_name='no new bookings on these days')),
            ('within_km', models.PositiveSmallIntegerField(default=10, verbose_name='clinics within km')),
            ('unfit', models.CharField(choices=[('move', 'move to a later day, with the vaccine they have'), ('list', 'put on the work list'), ('cancel', 'cancel')], default='move', max_length=10, verbose_name='whom it does not fit')),
            ('placeless', models.CharField(choices=[('move', 'move to a later day, with the vaccine they have'), ('list', 'put on the work list'), ('cancel', 'cancel')], default='list', max_length=10, verbose_name='who finds no place')),
            ('reason', models.CharField(max_length=200, verbose_name='reason')),
            ('made_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='prepared')),
            ('state', models.CharField(choices=[('draft', 'prepared'), ('running', 'running'), ('stopped', 'stopped'), ('finished', 'finished'), ('discarded', 'discarded')], default='draft', max_length=10, verbose_name='state')),
            ('preview', models.JSONField(default=dict)),
            ('previewed_at', models.DateTimeField(null=True, verbose_name='previewed')),
            ('started_at', models.DateTimeField(null=True, verbose_name='started')),
            ('stopped_at', models.DateTimeField(null=True, verbose_name='last stopped')),
            ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
            ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='prepared by')),
            ('region', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.region', verbose_name='region')),
            ('replacement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.vaccine', verbose_name='new vaccine')),
            ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
            ('stopped_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='last stopped by')),
            ('vaccine', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.vaccine', verbose_name='vaccine')),
            ('capacities', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), db_default=[], default=list, size=None)),
            ('slots', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[], default=list, size=None)),
        ],
        options={
            'verbose_name': 'change of supply',
            'verbose_name_plural': 'changes of supply',
            'ordering': ['-pk'],
            'permissions': [('manage_supply', 'Can move and cancel bookings when supply changes')],
            'default_permissions': ('view',),
            'indexes': [
                models.Index(condition=models.Q(('state', 'running')), fields=['id'], name='supply_at_work'),
            ],
            'constraints': [
                models.CheckConstraint(condition=models.Q(('last_date', None), ('first_date__lte', models.F('last_date')), _connector='OR'), name='supply_days_in_order', violation_error_message='The last day comes before the first.'),
                models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='supply_act_has_a_reason', violation_error_message='Please say why.'),
                models.CheckConstraint(condition=models.Q(('kind', 'swap'), ('replacement', None), _connector='XOR'), name='only_a_swap_replaces'),
                models.CheckConstraint(condition=models.Q(models.Q(('started_at', None), ('state__in', ['draft', 'discarded'])), models.Q(('finished_at', None), ('started_at__isnull', False), ('state__in', ['running', 'stopped'])), models.Q(('finished_at__isnull', False), ('state', 'finished')), _connector='OR'), name='supply_act_stands_somewhere'),
                models.CheckConstraint(condition=models.Q(models.Q(('kind', 'dropout'), ('vaccine', None), models.Q(('clinics', []), _negated=True)), models.Q(('kind__in', ['closed', 'fewer']), ('last_date__isnull', False), ('vaccine', None), models.Q(('clinics', []), _negated=True)), models.Q(models.Q(('kind__in', ['dropout', 'closed', 'fewer']), _negated=True), ('last_date__isnull', False), ('vaccine__isnull', False)), _connector='OR'), name='supply_act_says_what'),
                models.CheckConstraint(condition=models.Q(models.Q(('kind', 'fewer'), ('slots__len', models.F('capacities__len')), ('slots__len__gt', 0)), models.Q(models.Q(('kind', 'fewer'), _negated=True), ('capacities', []), ('slots', [])), _connector='OR'), name='only_fewer_places_name_times'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='never_forgotten', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='cee6912b2ad4151e2e84fdf996354f62db9fbcac', operation='DELETE', pgid='pgtrigger_never_forgotten_cd924', table='bookings_supplyact', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='says_the_same', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."region_id" IS DISTINCT FROM (NEW."region_id") OR OLD."clinics" IS DISTINCT FROM (NEW."clinics") OR OLD."vaccine_id" IS DISTINCT FROM (NEW."vaccine_id") OR OLD."replacement_id" IS DISTINCT FROM (NEW."replacement_id") OR OLD."first_date" IS DISTINCT FROM (NEW."first_date") OR OLD."last_date" IS DISTINCT FROM (NEW."last_date") OR OLD."closes" IS DISTINCT FROM (NEW."closes") OR OLD."slots" IS DISTINCT FROM (NEW."slots") OR OLD."capacities" IS DISTINCT FROM (NEW."capacities") OR OLD."within_km" IS DISTINCT FROM (NEW."within_km") OR OLD."unfit" IS DISTINCT FROM (NEW."unfit") OR OLD."placeless" IS DISTINCT FROM (NEW."placeless") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='3b535590102eee2fc9117ce6990b51ebd8b3b703', operation='UPDATE', pgid='pgtrigger_says_the_same_f7288', table='bookings_supplyact', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='SupplyItem',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('state', models.CharField(choices=[('waiting', 'to do'), ('moved', 'moved'), ('swapped', 'other vaccine'), ('cancelled', 'cancelled'), ('listed', 'on the work list'), ('spared', 'changed by others meanwhile'), ('failed', 'could not be settled')], db_default='waiting', default='waiting', max_length=10, verbose_name='what became of it')),
            ('why', models.CharField(blank=True, choices=[('age', 'age'), ('first_dose', 'first dose of another vaccine'), ('no_place', 'no place'), ('interval', 'belongs to a first dose that changed')], db_default='', default='', max_length=10, verbose_name='because')),
            ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='bookings.supplyact')),
            ('booking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supply_items', to='bookings.booking', verbose_name='booking')),
            ('event', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supply_item', to='bookings.bookingevent')),
            ('old_slot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.slot')),
        ],
        options={
            'verbose_name': 'booking of a change of supply',
            'verbose_name_plural': 'bookings of a change of supply',
            'default_permissions': (),
            'indexes': [
                models.Index(condition=models.Q(('state', 'waiting')), fields=['act', 'id'], name='supply_items_to_do'),
            ],
            'constraints': [
                models.UniqueConstraint(fields=('act', 'booking'), name='settled_once_per_act'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='settled_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM \'waiting\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='7ed8de992271fd3bf64d4872ca75b8c7420dd28b', operation='UPDATE', pgid='pgtrigger_settled_once_1d02f', table='bookings_supplyitem', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_forgotten', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3cff5079f61ef59f6c5d511d3baa56ef7b42f5c0', operation='DELETE', pgid='pgtrigger_never_forgotten_3c583', table='bookings_supplyitem', when='BEFORE')),
            ],
        },
    ),
]

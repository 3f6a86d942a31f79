"""What is in the fridge."""

import accounts.clock
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler

from django.conf import settings
from django.db import migrations, models

tables = [
    migrations.CreateModel(
        name='Lot',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('number', models.CharField(max_length=20, validators=[django.core.validators.RegexValidator('\\A[0-9A-Z][0-9A-Z./-]{1,19}\\Z', 'A lot number has 2 to 20 letters, digits, points, strokes or hyphens.')], verbose_name='lot number')),
            ('expires_on', models.DateField(help_text='The last day on which it is given.', verbose_name='expires')),
            ('doses_per_vial', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='doses per vial')),
            ('received', models.IntegerField(db_default=0, default=0, verbose_name='received')),
            ('given', models.IntegerField(db_default=0, default=0, verbose_name='given')),
            ('wasted', models.IntegerField(db_default=0, default=0, verbose_name='wasted')),
            ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='clinics.clinic', verbose_name='clinic')),
            ('vaccine', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.vaccine', verbose_name='vaccine')),
        ],
        options={
            'verbose_name': 'lot',
            'verbose_name_plural': 'lots',
            'ordering': ['expires_on', 'number', 'pk'],
            'permissions': [('manage_stock', 'Can receive, count and throw away vaccine')],
            'constraints': [
                models.UniqueConstraint(fields=('clinic', 'vaccine', 'number'), name='one_lot_per_clinic'),
                models.CheckConstraint(condition=models.Q(('given__gte', 0), ('received__gte', django.db.models.expressions.CombinedExpression(models.F('given'), '+', models.F('wasted'))), ('wasted__gte', 0)), name='lot_within_what_came', violation_error_message='There are not so many doses of this lot.'),
                models.CheckConstraint(condition=models.Q(('doses_per_vial__gte', 1)), name='vials_hold_doses'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='lot_stays_what_it_is', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."clinic_id" IS DISTINCT FROM (NEW."clinic_id") OR OLD."vaccine_id" IS DISTINCT FROM (NEW."vaccine_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."doses_per_vial" IS DISTINCT FROM (NEW."doses_per_vial"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c0f59e9af353d8ab6e50942cd33822cbd2fe4d3f', operation='UPDATE', pgid='pgtrigger_lot_stays_what_it_is_1ff2b', table='clinics_lot', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='fd3c6037b50eb9ae9c5072a16bd109badf9a5c59', operation='DELETE', pgid='pgtrigger_never_deleted_d3f53', table='clinics_lot', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate %', TG_TABLE_NAME;", hash='5fddcdf984a9733fd97bdce992729340289431b4', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_7c7de', table='clinics_lot', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='LotRecall',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('number', models.CharField(max_length=20, validators=[django.core.validators.RegexValidator('\\A[0-9A-Z][0-9A-Z./-]{1,19}\\Z', 'A lot number has 2 to 20 letters, digits, points, strokes or hyphens.')], verbose_name='lot number')),
            ('reason', models.CharField(max_length=200, verbose_name='reason')),
            ('at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='at')),
            ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
            ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='staff')),
            ('vaccine', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinics.vaccine', verbose_name='vaccine')),
        ],
        options={
            'verbose_name': 'recalled lot',
            'verbose_name_plural': 'recalled lots',
            'ordering': ['-pk'],
            'constraints': [
                models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('vaccine', 'number'), name='recalled_once', violation_error_message='This lot is recalled already.'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='91b33f6a876ec10cda267e9f6c08d3f555eabef6', operation='DELETE', pgid='pgtrigger_never_deleted_1899b', table='clinics_lotrecall', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate %', TG_TABLE_NAME;", hash='37cbfba5ad41a3fedaad3cbd3f795157f98c6eb5', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_29d5d', table='clinics_lotrecall', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='StockEntry',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(choices=[('received', 'received'), ('brought', 'received from another clinic'), ('sent', 'sent to another clinic'), ('wasted', 'thrown away'), ('counted', 'counted'), ('expiry', 'expiry date corrected')], max_length=10, verbose_name='act')),
            ('doses', models.IntegerField(verbose_name='doses')),
            ('reason', models.CharField(blank=True, choices=[('broken', 'broken vial'), ('expired', 'expired'), ('cold_chain', 'cold chain interrupted'), ('closing', 'left over at closing'), ('other', 'another reason')], db_default='', default='', max_length=12, verbose_name='reason')),
            ('note', models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='note')),
            ('at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='at')),
            ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='clinics.lot', verbose_name='lot')),
            ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='staff')),
        ],
        options={
            'verbose_name': 'stock entry',
            'verbose_name_plural': 'stock entries',
            'ordering': ['-pk'],
            'constraints': [
                models.CheckConstraint(condition=models.Q(models.Q(('doses__gt', 0), ('kind__in', ('received', 'brought'))), models.Q(('doses__lt', 0), ('kind', 'sent')), models.Q(('kind', 'wasted'), models.Q(('doses', 0), _negated=True)), ('kind', 'counted'), models.Q(('doses', 0), ('kind', 'expiry')), _connector='OR'), name='entry_adds_or_takes'),
                models.CheckConstraint(condition=models.Q(('kind', 'wasted'), ('reason', ''), _connector='XOR'), name='wasted_for_a_reason'),
                models.CheckConstraint(condition=models.Q(models.Q(('note', ''), _negated=True), ('kind__in', ('received', 'brought')), models.Q(('doses__gt', 0), ('kind', 'wasted'), models.Q(('reason', 'other'), _negated=True)), _connector='OR'), name='entry_says_why'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e82429f96bf4f3b394af8d30fff266803c589d7e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a6fdf', table='clinics_stockentry', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate %', TG_TABLE_NAME;", hash='0315c00337eb401832396f271ddd88cb6ffe2e28', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_11b4a', table='clinics_stockentry', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='stocked', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    PERFORM 1 FROM clinics_lot WHERE id IN (SELECT lot_id FROM added)\n        ORDER BY id FOR NO KEY UPDATE;\n    UPDATE clinics_lot l SET received = l.received + e.received, wasted = l.wasted + e.wasted\n        FROM (SELECT lot_id, coalesce(sum(doses) FILTER (WHERE kind <> 'wasted'), 0) AS received,\n                     coalesce(sum(doses) FILTER (WHERE kind = 'wasted'), 0) AS wasted\n              FROM added GROUP BY lot_id) AS e\n        WHERE l.id = e.lot_id AND (e.received, e.wasted) <> (0, 0);\n    RETURN NULL;", hash='75abd705085ef71b9ff42ee879ba7f9fa988f768', level='STATEMENT', operation='INSERT', pgid='pgtrigger_stocked_54cf8', referencing='REFERENCING NEW TABLE AS added ', table='clinics_stockentry', when='AFTER')),
            ],
        },
    ),
]

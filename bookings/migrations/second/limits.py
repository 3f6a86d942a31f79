"""What two people decide that citizens may do by themselves."""

import accounts.clock
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

operations = [
    migrations.CreateModel(
        name='LimitProposal',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('reason', models.CharField(max_length=300, verbose_name='reason')),
            ('made_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='proposed')),
            ('state', models.CharField(choices=[('open', 'waits for a second person'), ('approved', 'approved'), ('at_once', 'in force at once, in an emergency'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='open', max_length=10, verbose_name='state')),
            ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
            ('finding', models.CharField(blank=True, default='', max_length=300, verbose_name='why')),
            ('effective_from', models.DateField(verbose_name='from')),
            ('cancel_until_days', models.PositiveSmallIntegerField(verbose_name='days before a visit until which it can be cancelled or moved online')),
            ('proxied_bookings', models.PositiveSmallIntegerField(verbose_name='bookings to come that one person may have made for others')),
            ('changes_a_day', models.PositiveSmallIntegerField(verbose_name='times a booking may be moved online within 24 hours')),
            ('seen', models.JSONField()),
            ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
            ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
        ],
        options={
            'verbose_name': 'proposed limits',
            'verbose_name_plural': 'proposed limits',
            'ordering': ['-pk'],
            'abstract': False,
            'default_permissions': (),
            'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='limits_for_a_reason', violation_error_message='Please say why.'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', False), ('state__in', ['approved', 'refused']), models.Q(('decided_by', models.F('made_by')), _negated=True)), models.Q(('decided_by__isnull', False), ('state__in', ['at_once', 'withdrawn'])), models.Q(('decided_by', None), ('state', 'open')), _connector='OR'), name='limits_decided_by_a_second', violation_error_message='Another person has to decide this.'), models.CheckConstraint(condition=models.Q(('cancel_until_days__lte', 30)), name='proposed_notice_is_short', violation_error_message='At most 30 days before a visit.')],
        },
    ),
    pgtrigger.migrations.AddTrigger(
        model_name='limitproposal',
        trigger=pgtrigger.compiler.Trigger(name='decided_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM \'open\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='63a440957dec2cb17b7ad55a6bbf99e4cf7057c7', operation='UPDATE', pgid='pgtrigger_decided_once_ebf20', table='bookings_limitproposal', when='BEFORE')),
    ),
    pgtrigger.migrations.AddTrigger(
        model_name='limitproposal',
        trigger=pgtrigger.compiler.Trigger(name='says_the_same', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."effective_from" IS DISTINCT FROM (NEW."effective_from") OR OLD."cancel_until_days" IS DISTINCT FROM (NEW."cancel_until_days") OR OLD."proxied_bookings" IS DISTINCT FROM (NEW."proxied_bookings") OR OLD."changes_a_day" IS DISTINCT FROM (NEW."changes_a_day") OR OLD."seen" IS DISTINCT FROM (NEW."seen"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='6743874b52bf76015c41900d4c247a3bb81d44ca', operation='UPDATE', pgid='pgtrigger_says_the_same_48dfe', table='bookings_limitproposal', when='BEFORE')),
    ),
    pgtrigger.migrations.AddTrigger(
        model_name='limitproposal',
        trigger=pgtrigger.compiler.Trigger(name='never_forgotten', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='93df6a6de6995fdd99a1dbd7f0be49ddc6b48dd2', operation='DELETE', pgid='pgtrigger_never_forgotten_6efeb', table='bookings_limitproposal', when='BEFORE')),
    ),
]

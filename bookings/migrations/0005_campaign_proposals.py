import accounts.clock
import datetime
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0004_moves_online'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CampaignProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('made_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='proposed')),
                ('state', models.CharField(choices=[('open', 'waits for a second person'), ('approved', 'approved'), ('at_once', 'in force at once, in an emergency'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='open', max_length=10, verbose_name='state')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('finding', models.CharField(blank=True, default='', max_length=300, verbose_name='why')),
                ('name_ko', models.CharField(max_length=80, verbose_name='name in Korean')),
                ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
                ('follow_up_days', models.PositiveSmallIntegerField(help_text="For so long a missed appointment stands on the clinic's list to call.", verbose_name='days to call whoever missed')),
                ('offer_time', models.DurationField(blank=True, help_text='HH:MM:SS', null=True, verbose_name='time to answer an offer')),
                ('come_within', models.DurationField(blank=True, help_text='HH:MM:SS', null=True, verbose_name='time to come after accepting')),
                ('close_before', models.DurationField(blank=True, help_text='HH:MM:SS', null=True, verbose_name='no offers before the clinic closes or the doses expire, for')),
                ('missed_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days without offers after a missed appointment')),
                ('seen', models.JSONField()),
            ],
            options={
                'verbose_name': 'proposed change of a campaign',
                'verbose_name_plural': 'proposed changes of campaigns',
                'ordering': ['-pk'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='campaign',
            name='remember_campaign',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='leftoverterms',
            name='remember_leftovers',
        ),
        migrations.AddField(
            model_name='campaignchange',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by'),
        ),
        migrations.AddField(
            model_name='campaignchange',
            name='emergency',
            field=models.BooleanField(db_default=False, default=False, verbose_name='emergency'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='remember_campaign', sql=pgtrigger.compiler.UpsertTriggerSql(declare="DECLARE staff bigint := nullif(current_setting('portal.staff', true), '')::bigint; approver bigint := nullif(current_setting('portal.approver', true), '')::bigint; emergency boolean := coalesce(nullif(current_setting('portal.emergency', true), '')::boolean, false);", func="\n            IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN\n                RETURN NULL;\n            END IF;\n            IF staff IS NOT NULL AND NOT emergency AND coalesce(approver, staff) = staff\n               AND NOT (TG_OP = 'INSERT' OR to_jsonb(OLD) - 'code' = to_jsonb(NEW) - 'code') THEN\n                RAISE EXCEPTION 'Another person has to approve this'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'campaign_approved_by_a_second';\n            END IF;\n            INSERT INTO bookings_campaignchange\n                (campaign_id, kind, before, after, staff_id, approved_by_id, emergency, at)\n            VALUES (\n                CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END,\n                'campaign',\n                CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - '{id,id}'::text[] END,\n                CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - '{id,id}'::text[] END,\n                staff,\n                approver,\n                emergency,\n                portal_now()\n            );\n            RETURN NULL;\n        ", hash='02837917797333fad1fd432a879c2298c9a8c364', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_remember_campaign_8d612', table='bookings_campaign', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leftoverterms',
            trigger=pgtrigger.compiler.Trigger(name='remember_leftovers', sql=pgtrigger.compiler.UpsertTriggerSql(declare="DECLARE staff bigint := nullif(current_setting('portal.staff', true), '')::bigint; approver bigint := nullif(current_setting('portal.approver', true), '')::bigint; emergency boolean := coalesce(nullif(current_setting('portal.emergency', true), '')::boolean, false);", func="\n            IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN\n                RETURN NULL;\n            END IF;\n            IF staff IS NOT NULL AND NOT emergency AND coalesce(approver, staff) = staff\n               AND NOT (false) THEN\n                RAISE EXCEPTION 'Another person has to approve this'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'campaign_approved_by_a_second';\n            END IF;\n            INSERT INTO bookings_campaignchange\n                (campaign_id, kind, before, after, staff_id, approved_by_id, emergency, at)\n            VALUES (\n                CASE TG_OP WHEN 'DELETE' THEN OLD.campaign_id ELSE NEW.campaign_id END,\n                'leftovers',\n                CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - '{id,campaign_id}'::text[] END,\n                CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - '{id,campaign_id}'::text[] END,\n                staff,\n                approver,\n                emergency,\n                portal_now()\n            );\n            RETURN NULL;\n        ", hash='c3cc1d44705f8c73f7b758f7b1b5b30089b42a4f', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_remember_leftovers_ac60d', table='bookings_leftoverterms', when='AFTER')),
        ),
        migrations.AddField(
            model_name='campaignproposal',
            name='campaign',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bookings.campaign', verbose_name='campaign'),
        ),
        migrations.AddField(
            model_name='campaignproposal',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='campaignproposal',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by'),
        ),
        migrations.AddConstraint(
            model_name='campaignproposal',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='campaign_for_a_reason', violation_error_message='Please say why.'),
        ),
        migrations.AddConstraint(
            model_name='campaignproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', False), ('state__in', ['approved', 'refused']), models.Q(('decided_by', models.F('made_by')), _negated=True)), models.Q(('decided_by__isnull', False), ('state__in', ['at_once', 'withdrawn'])), models.Q(('decided_by', None), ('state', 'open')), _connector='OR'), name='campaign_decided_by_a_second', violation_error_message='Another person has to decide this.'),
        ),
        migrations.AddConstraint(
            model_name='campaignproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('close_before', None), ('come_within', None), ('missed_days', None), ('offer_time', None)), models.Q(('close_before__isnull', False), ('come_within__isnull', False), ('missed_days__isnull', False), ('offer_time__isnull', False)), _connector='OR'), name='proposed_leftovers_are_whole', violation_error_message='Fill in all four terms of leftover doses, or none of them.'),
        ),
        migrations.AddConstraint(
            model_name='campaignproposal',
            constraint=models.CheckConstraint(condition=models.Q(('close_before__gte', datetime.timedelta(0)), ('come_within__gt', datetime.timedelta(0)), ('offer_time__gt', datetime.timedelta(0))), name='proposed_times_are_positive', violation_error_message='Times must be longer than nothing.'),
        ),
        migrations.AddConstraint(
            model_name='campaignproposal',
            constraint=models.CheckConstraint(condition=models.Q(('close_before__lt', datetime.timedelta(days=1)), ('come_within__lt', datetime.timedelta(days=1)), ('offer_time__lt', datetime.timedelta(days=1))), name='proposed_times_are_of_a_day', violation_error_message='Leftover doses are of one day: each time is shorter than that.'),
        ),
        migrations.AddConstraint(
            model_name='campaignproposal',
            constraint=models.CheckConstraint(condition=models.Q(('follow_up_days__lte', 365), models.Q(('missed_days', None), ('missed_days__lte', 365), _connector='OR')), name='proposed_days_are_a_year', violation_error_message='At most 365 days.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaignproposal',
            trigger=pgtrigger.compiler.Trigger(name='decided_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM \'open\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='20fa5d5498cc1cd3f41429baa6d9752895b61afa', operation='UPDATE', pgid='pgtrigger_decided_once_814b8', table='bookings_campaignproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaignproposal',
            trigger=pgtrigger.compiler.Trigger(name='says_the_same', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."campaign_id" IS DISTINCT FROM (NEW."campaign_id") OR OLD."name_ko" IS DISTINCT FROM (NEW."name_ko") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."follow_up_days" IS DISTINCT FROM (NEW."follow_up_days") OR OLD."offer_time" IS DISTINCT FROM (NEW."offer_time") OR OLD."come_within" IS DISTINCT FROM (NEW."come_within") OR OLD."close_before" IS DISTINCT FROM (NEW."close_before") OR OLD."missed_days" IS DISTINCT FROM (NEW."missed_days") OR OLD."seen" IS DISTINCT FROM (NEW."seen"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='e4a7284702d29e721a993812339f092284b8be6a', operation='UPDATE', pgid='pgtrigger_says_the_same_43ebd', table='bookings_campaignproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaignproposal',
            trigger=pgtrigger.compiler.Trigger(name='never_forgotten', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='50ac5bb1dab5944f8e862254b76b3ebe33cbd4f9', operation='DELETE', pgid='pgtrigger_never_forgotten_fc61b', table='bookings_campaignproposal', when='BEFORE')),
        ),
    ]

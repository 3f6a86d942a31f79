"""Every change of a campaign, its vaccines and the terms of its leftover doses."""

import accounts.clock
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# Vaccines are given and taken away, never changed.
REMEMBER_VACCINES = """
CREATE FUNCTION remember_campaign_vaccines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO bookings_campaignchange (campaign_id, kind, before, after, staff_id, at)
    VALUES (
        CASE TG_OP WHEN 'DELETE' THEN OLD.campaign_id ELSE NEW.campaign_id END,
        'vaccines',
        CASE WHEN TG_OP = 'DELETE' THEN jsonb_build_object('vaccine_id', OLD.vaccine_id) END,
        CASE WHEN TG_OP = 'INSERT' THEN jsonb_build_object('vaccine_id', NEW.vaccine_id) END,
        nullif(current_setting('portal.staff', true), '')::bigint,
        portal_now()
    );
    RETURN NULL;
END $$;
CREATE TRIGGER remember_vaccines AFTER INSERT OR DELETE ON bookings_campaign_vaccines
FOR EACH ROW EXECUTE FUNCTION remember_campaign_vaccines()
"""
FORGET_VACCINES = """
DROP TRIGGER remember_vaccines ON bookings_campaign_vaccines;
DROP FUNCTION remember_campaign_vaccines()
"""

operations = [
    migrations.CreateModel(
        name='CampaignChange',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(choices=[('campaign', 'campaign'), ('vaccines', 'vaccines'), ('leftovers', 'terms of leftover doses')], max_length=10, verbose_name='kind')),
            ('before', models.JSONField(null=True, verbose_name='before')),
            ('after', models.JSONField(null=True, verbose_name='after')),
            ('at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='at')),
        ],
        options={
            'verbose_name': 'change of a campaign',
            'verbose_name_plural': 'changes of campaigns',
            'ordering': ['-pk'],
            'default_permissions': (),
        },
    ),
    pgtrigger.migrations.AddTrigger(
        model_name='campaign',
        trigger=pgtrigger.compiler.Trigger(name='remember_campaign', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN\n                RETURN NULL;\n            END IF;\n            INSERT INTO bookings_campaignchange (campaign_id, kind, before, after, staff_id, at)\n            VALUES (\n                CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END,\n                'campaign',\n                CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - '{id,id}'::text[] END,\n                CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - '{id,id}'::text[] END,\n                nullif(current_setting('portal.staff', true), '')::bigint,\n                portal_now()\n            );\n            RETURN NULL;\n        ", hash='8f45cfaf5537815d925641a5df621699e6f3881b', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_remember_campaign_8d612', table='bookings_campaign', when='AFTER')),
    ),
    pgtrigger.migrations.AddTrigger(
        model_name='leftoverterms',
        trigger=pgtrigger.compiler.Trigger(name='remember_leftovers', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN\n                RETURN NULL;\n            END IF;\n            INSERT INTO bookings_campaignchange (campaign_id, kind, before, after, staff_id, at)\n            VALUES (\n                CASE TG_OP WHEN 'DELETE' THEN OLD.campaign_id ELSE NEW.campaign_id END,\n                'leftovers',\n                CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - '{id,campaign_id}'::text[] END,\n                CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - '{id,campaign_id}'::text[] END,\n                nullif(current_setting('portal.staff', true), '')::bigint,\n                portal_now()\n            );\n            RETURN NULL;\n        ", hash='bcc61a7885c9d8c5510b6286428083f0410ede3c', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_remember_leftovers_ac60d', table='bookings_leftoverterms', when='AFTER')),
    ),
    migrations.AddField(
        model_name='campaignchange',
        name='campaign',
        field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='changes', to='bookings.campaign', verbose_name='campaign'),
    ),
    migrations.AddField(
        model_name='campaignchange',
        name='staff',
        field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='staff'),
    ),
    pgtrigger.migrations.AddTrigger(
        model_name='campaignchange',
        trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='00f4a7064d33f7950a4f42886c7d533555aa03fb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a4c93', table='bookings_campaignchange', when='BEFORE')),
    ),
    migrations.RunSQL(REMEMBER_VACCINES, FORGET_VACCINES),
]

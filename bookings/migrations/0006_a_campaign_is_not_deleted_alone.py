import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0005_campaign_proposals'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='campaign',
            name='remember_campaign',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='remember_campaign', sql=pgtrigger.compiler.UpsertTriggerSql(declare="DECLARE staff bigint := nullif(current_setting('portal.staff', true), '')::bigint; approver bigint := nullif(current_setting('portal.approver', true), '')::bigint; emergency boolean := coalesce(nullif(current_setting('portal.emergency', true), '')::boolean, false);", func="\n            IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN\n                RETURN NULL;\n            END IF;\n            IF staff IS NOT NULL AND NOT emergency AND coalesce(approver, staff) = staff\n               AND NOT (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'code' = to_jsonb(NEW) - 'code') THEN\n                RAISE EXCEPTION 'Another person has to approve this'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'campaign_approved_by_a_second';\n            END IF;\n            INSERT INTO bookings_campaignchange\n                (campaign_id, kind, before, after, staff_id, approved_by_id, emergency, at)\n            VALUES (\n                CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END,\n                'campaign',\n                CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - '{id,id}'::text[] END,\n                CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - '{id,id}'::text[] END,\n                staff,\n                approver,\n                emergency,\n                portal_now()\n            );\n            RETURN NULL;\n        ", hash='fd421baf2fa06b0fac2d7f4859ff48572f870545', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_remember_campaign_8d612', table='bookings_campaign', when='AFTER')),
        ),
    ]

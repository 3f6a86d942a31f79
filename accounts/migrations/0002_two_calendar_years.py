import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from .start.access import FORGET

#: 730 days are a day less than two years that hold a 29 February.
DAYS, YEARS = "interval '730 days'", "interval '2 years'"
BEFORE = FORGET.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_start'),
    ]

    operations = [
        migrations.RunSQL(BEFORE.replace(DAYS, YEARS), BEFORE),
        pgtrigger.migrations.RemoveTrigger(
            model_name='accessrecord',
            name='kept_two_years',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accessrecord',
            trigger=pgtrigger.compiler.Trigger(name='kept_two_years', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF current_setting('portal.forgetting', true) IS DISTINCT FROM 'on'\n                       OR OLD.at > portal_now() - interval '2 years' THEN\n                        RAISE EXCEPTION 'Access records are kept for two years';\n                    END IF;\n                    RETURN OLD;\n                ", hash='7f39daf7fc543665b9ae46ba974205db5d245e84', operation='DELETE', pgid='pgtrigger_kept_two_years_1596e', table='accounts_accessrecord', when='BEFORE')),
        ),
    ]

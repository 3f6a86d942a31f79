from django.db import migrations

NOW = """
CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT statement_timestamp()'
"""


class Migration(migrations.Migration):
    """The clock comes first: tables take their times from it."""

    dependencies = []
    operations = [migrations.RunSQL(NOW, "DROP FUNCTION portal_now()")]

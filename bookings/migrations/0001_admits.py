from django.db import migrations

ADMITS = """
CREATE OR REPLACE FUNCTION round_admits(
    birth_from date, birth_to date, birth_day_digit smallint, born date
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT born BETWEEN birth_from AND birth_to
       AND (birth_day_digit IS NULL OR extract(day FROM born)::int % 10 = birth_day_digit)
$$
"""


class Migration(migrations.Migration):
    """Who belongs to a cohort: written once, read by pages, by the write and by the audit."""

    dependencies = []
    operations = [
        migrations.RunSQL(ADMITS, "DROP FUNCTION round_admits(date, date, smallint, date)")
    ]

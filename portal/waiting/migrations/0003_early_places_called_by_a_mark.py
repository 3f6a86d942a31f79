from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

MARK = """
UPDATE waiting_line l SET early_called = coalesce((
    SELECT min(p.number) - 1 FROM waiting_place p
    WHERE p.line_id = l.id AND p.lane = 0 AND p.called_at IS NULL AND p.number IS NOT NULL
), early_size)
WHERE early_size > 0
"""


class Migration(migrations.Migration):
    """People may be in line: the index that calls the live ones is made before the old one goes."""

    atomic = False
    dependencies = [("waiting", "0002_a_number_is_a_number")]
    operations = [
        migrations.AddField(
            model_name="line",
            name="early_called",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="place",
            index=models.Index(
                models.F("line"),
                models.F("number"),
                name="live_to_call",
                condition=models.Q(("called_at", None), ("lane", 1)),
            ),
        ),
        RemoveIndexConcurrently(model_name="place", name="places_to_call"),
    ]

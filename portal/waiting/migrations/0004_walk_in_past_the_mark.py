from django.db import migrations

from .start.passing import OPEN_PASS

BEFORE = OPEN_PASS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
#: Whether anybody is in line, as an index told that is no more.
ANYBODY = """\
EXISTS (SELECT FROM waiting_place p JOIN waiting_line l ON l.id = p.line_id
                          WHERE p.called_at IS NULL AND p.number IS NOT NULL
                            AND l.ended_at IS NULL AND l.opens_at <= portal_now())"""
#: As ``steward.CROWD`` counts them.
SINCE = """\
EXISTS (SELECT FROM waiting_line l JOIN LATERAL (
                              SELECT FROM waiting_place p
                              WHERE p.line_id = l.id AND p.lane = 1 AND p.called_at IS NULL
                              UNION ALL
                              SELECT FROM waiting_place p
                              WHERE p.line_id = l.id AND p.lane = 0 AND p.called_at IS NULL
                                AND p.number > l.early_called AND p.number <= l.early_size
                          ) AS next ON true
                          WHERE l.ended_at IS NULL AND l.opens_at <= portal_now())"""


class Migration(migrations.Migration):
    dependencies = [("waiting", "0003_early_places_called_by_a_mark")]
    operations = [migrations.RunSQL(BEFORE.replace(ANYBODY, SINCE), BEFORE)]

from django.db import migrations

from accounts.tables import Tables

from .start import draws, lines, passing


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("waiting", "0001_initial"),
        ("waiting", "0002_open_pass"),
        ("waiting", "0003_draw"),
        ("waiting", "0004_open_pass_looks_first"),
        ("waiting", "0005_gate_puzzle"),
    ]
    dependencies = [
        ("accounts", "0001_start"),
    ]
    operations = [
        Tables(
            [
                *lines.tables,
                *draws.tables,
            ]
        ),
        *passing.functions,
    ]

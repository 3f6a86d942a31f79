from django.db import migrations

from accounts.tables import Tables

from .start import (
    doses,
    holding,
    leftover_rules,
    leftovers,
    line,
    offers,
    places,
    proxies,
    reports,
    rounds,
    supply,
)


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("bookings", "0001_admits"),
        ("bookings", "0002_initial"),
        ("bookings", "0003_hold_place"),
        ("bookings", "0004_round_full_since"),
        ("bookings", "0005_messages_that_rest"),
        ("bookings", "0006_call_centre"),
        ("bookings", "0007_waitlist"),
        ("bookings", "0008_line"),
        ("bookings", "0009_proxies"),
        ("bookings", "0010_nobody_waits"),
        ("bookings", "0011_lifecycle"),
        ("bookings", "0012_supply"),
        ("bookings", "0013_line_without_vaccine"),
        ("bookings", "0014_leftovers"),
        ("bookings", "0015_leftover_rules"),
        ("bookings", "0016_hours_and_places"),
        ("bookings", "0017_exports_and_tallies"),
        ("bookings", "0018_turn_before"),
        ("bookings", "0019_proposals"),
        ("bookings", "0020_doses"),
        ("bookings", "0021_screening"),
        ("bookings", "0022_waste"),
        ("bookings", "0023_desk"),
    ]
    dependencies = [
        ("accounts", "0001_start"),
        ("clinics", "0001_start"),
    ]
    operations = [
        migrations.RunSQL(rounds.ADMITS, "DROP FUNCTION round_admits(date, date, smallint, date)"),
        Tables(
            [
                *rounds.tables,
                *places.tables,
                *doses.tables,
                *proxies.tables,
                *offers.tables,
                *supply.tables,
                *leftovers.tables,
                *reports.tables,
            ]
        ),
        *holding.functions,
        *line.functions,
        *leftover_rules.functions,
    ]

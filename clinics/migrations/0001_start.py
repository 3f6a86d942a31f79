from django.db import migrations

from accounts.tables import Tables

from .start import days, places, stock, vaccines


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("clinics", "0001_initial"),
        ("clinics", "0002_shortage"),
        ("clinics", "0003_leftovers"),
        ("clinics", "0004_hours_and_places"),
        ("clinics", "0005_capacity_change"),
        ("clinics", "0006_proposals"),
        ("clinics", "0007_stock"),
        ("clinics", "0008_border"),
    ]
    dependencies = [
        ("accounts", "0001_start"),
    ]
    operations = [
        Tables(
            [
                *vaccines.tables,
                *places.tables,
                *days.tables,
                *stock.tables,
            ]
        ),
    ]

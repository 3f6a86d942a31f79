from django.db import migrations

from accounts.tables import Tables

from .start import access, people, proofs, staff


class Migration(migrations.Migration):
    """The clock comes first: tables take their times from it."""

    initial = True
    replaces = [
        ("accounts", "0001_clock"),
        ("accounts", "0002_initial"),
        ("accounts", "0003_phone_provider"),
        ("accounts", "0004_refused_starts"),
        ("accounts", "0005_how_to_be_told"),
        ("accounts", "0006_call_centre"),
        ("accounts", "0007_second_factor"),
        ("accounts", "0008_staff_accounts"),
        ("accounts", "0009_push"),
        ("accounts", "0010_call_door"),
    ]
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        migrations.RunSQL(people.NOW, "DROP FUNCTION portal_now()"),
        Tables(
            [
                *people.tables,
                *staff.tables,
                *proofs.tables,
                *access.tables,
            ]
        ),
        migrations.RunSQL(access.FORGET, "DROP FUNCTION forget_access_records(integer)"),
        migrations.RunPython(proofs.add_phone, migrations.RunPython.noop),
    ]

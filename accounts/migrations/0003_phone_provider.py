from django.db import migrations


def add_phone(apps, schema_editor):
    apps.get_model("accounts", "Provider").objects.get_or_create(
        code="phone", defaults={"kind": "phone", "name_ko": "휴대전화", "name_en": "Mobile phone"}
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_initial")]
    operations = [migrations.RunPython(add_phone, migrations.RunPython.noop)]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0017_exports_and_tallies")]
    operations = [
        migrations.AddField(
            model_name="leftoverwish",
            name="turn_before",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]

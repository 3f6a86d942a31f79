from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0016_hours_and_places")]
    operations = [
        migrations.AddField(
            model_name="leftoverwish",
            name="turn_before",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0003_hold_place")]
    operations = [
        migrations.AddField(
            model_name="round",
            name="full_since",
            field=models.DateTimeField(editable=False, null=True, verbose_name="full since"),
        ),
    ]

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Bookings go on while the index is made: each of them writes an event."""

    atomic = False
    dependencies = [("bookings", "0003_offers_to_tell")]
    operations = [
        AddIndexConcurrently(
            model_name="bookingevent",
            index=models.Index(
                condition=models.Q(("act", "changed"), ("channel", "web")),
                fields=["at"],
                name="moves_online",
            ),
        ),
    ]

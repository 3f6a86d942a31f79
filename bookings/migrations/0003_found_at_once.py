from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Bookings go on while the indexes are made: each of them writes a message and an event."""

    atomic = False
    dependencies = [("bookings", "0002_second_look")]
    operations = [
        AddIndexConcurrently(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("delivered_at", None), ("offer__isnull", False)),
                fields=["due_at"],
                name="offers_to_tell",
            ),
        ),
        AddIndexConcurrently(
            model_name="bookingevent",
            index=models.Index(
                condition=models.Q(("act", "changed"), ("channel", "web")),
                fields=["at"],
                name="moves_online",
            ),
        ),
    ]

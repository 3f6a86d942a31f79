from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Bookings go on while the index is made: each of them writes a message."""

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
    ]

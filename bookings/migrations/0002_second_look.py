from django.conf import settings
from django.db import migrations

from .second import arrivals, campaigns, closures, leftovers, limits


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0001_start"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        *arrivals.operations,
        *closures.operations,
        *limits.operations,
        *campaigns.operations,
        *leftovers.operations,
    ]

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.clock import now
from portal import demo


class Command(BaseCommand):
    help = "Load fictional clinics, demo staff, and the rounds of 2021 moved to today."

    def handle(self, **options):
        if settings.HTTPS:
            raise CommandError("The demo has known passwords: it loads only where HTTPS is off.")
        demo.load()
        call_command("load_rounds_2021", shift_to_now=True, stdout=self.stdout)
        demo.fill_refrigerators()
        # Enough for the second doses of whoever books today.
        last = timezone.localdate(now()) + timedelta(weeks=12)
        call_command("open_slots", campaign="covid19-2021", last=last, stdout=self.stdout)
        for username, password, group in demo.STAFF:
            self.stdout.write(f"{group or 'Superuser'}: {username} / {password}")
        self.stdout.write("Then the six digits of their app: `make code`, in another window.")
        self.stdout.write("People born from 1962 to 1971 can book today.")

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from accounts.clock import now
from bookings.models import Campaign
from bookings.planning import vaccination_days
from clinics import openings


class Command(BaseCommand):
    help = "Make a campaign's slots from opening hours, closures and doctors; safe to run again."

    def add_arguments(self, parser):
        parser.add_argument("--campaign", required=True, metavar="CODE")
        parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DATE")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DATE")
        parser.add_argument(
            "--clinics", nargs="+", type=int, metavar="ID", help="Only these; all by default."
        )

    def handle(self, *, campaign, first, last, clinics, **options):
        try:
            campaign = Campaign.objects.get(code=campaign)
        except Campaign.DoesNotExist:
            raise CommandError(f"There is no campaign {campaign}.") from None
        spans = vaccination_days(campaign)
        if not spans:
            raise CommandError(f"The campaign {campaign} has no rounds.")
        # What is over needs no slots, unless it is asked for by date.
        first = first or max(
            timezone.localdate(now()), min(first_day for first_day, _ in spans.values())
        )
        last = last or max(last_day for _, last_day in spans.values())
        opened = openings.Opened()
        days = tqdm(openings.days(first, last), unit="day", disable=None)
        for number, day in enumerate(days, start=1):
            groups = [group for group, (start, end) in spans.items() if start <= day <= end]
            if groups:
                opened += openings.open_day(day, groups, clinics)
            if number.bit_count() == 1:
                openings.analyse()
        self.stdout.write(
            f"{first} to {last}: {opened.days:,} clinic days and {opened.slots:,} slots added, "
            f"{opened.changed:,} slots changed."
        )

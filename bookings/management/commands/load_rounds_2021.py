from datetime import timedelta

from django.core.management.base import BaseCommand

from bookings import programme


class Command(BaseCommand):
    help = "Load the vaccines, intervals and booking rounds of 2021; safe to run again."

    def add_arguments(self, parser):
        parser.add_argument(
            "--shift-to-now",
            action="store_true",
            help="Move the dates so that some rounds are over, some open and some to come today.",
        )

    def handle(self, *, shift_to_now, **options):
        terms = programme.read()
        shift = programme.shift_to_now(terms) if shift_to_now else timedelta(0)
        changed = programme.load(terms, shift)
        self.stdout.write(f"{len(terms['rounds'])} rounds, {changed} with new terms.")

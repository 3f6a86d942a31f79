from datetime import timedelta

from django.core.management.base import BaseCommand

from bookings import reference


class Command(BaseCommand):
    help = "Load the vaccines, intervals and booking rounds of 2021; safe to run again."

    def add_arguments(self, parser):
        parser.add_argument(
            "--shift-to-now",
            action="store_true",
            help="Move the dates so that some rounds are over, some open and some to come today.",
        )

    def handle(self, *, shift_to_now, **options):
        programme = reference.read()
        shift = reference.shift_to_now(programme) if shift_to_now else timedelta(0)
        changed = reference.load(programme, shift)
        self.stdout.write(f"{len(programme['rounds'])} rounds, {changed} with new terms.")

from django.core.management.base import BaseCommand

from bookings.leftovers.simulation.report import lines


class Command(BaseCommand):
    help = "Compare the waste of leftover doses by the race of 2021 and by our offers, on paper."

    def add_arguments(self, parser):
        parser.add_argument("--clinics", type=int, default=2000)
        parser.add_argument("--hours", type=float, nargs="+", default=[6, 3, 1])
        parser.add_argument("--seed", type=int, default=2021)

    def handle(self, clinics, hours, seed, **options):
        for line in lines(clinics, hours, seed):
            self.stdout.write(line)

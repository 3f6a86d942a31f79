from django.core.management.base import BaseCommand

from clinics import generated


class Command(BaseCommand):
    help = "Invent opening hours and doctors for clinics that have none, marked as invented."

    def add_arguments(self, parser):
        parser.add_argument("sources", nargs="+", metavar="SOURCE", help="localdata, centres")

    def handle(self, *, sources, **options):
        for source in sources:
            self.stdout.write(f"{source}: hours invented for {generated.hours(source):,} clinics.")

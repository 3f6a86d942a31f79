from django.core.management.base import BaseCommand, CommandError

from clinics.importers import files, population


class Command(BaseCommand):
    help = "Load provinces, districts and residents by age from the MOIS population file."

    def add_arguments(self, parser):
        parser.add_argument("file")

    def handle(self, *, file, **options):
        try:
            provinces, districts, residents = population.load(file, *files.read(file))
        except files.Unreadable as trouble:
            raise CommandError(f"{trouble} Nothing was changed.") from None
        self.stdout.write(f"{provinces} provinces, {districts} districts, {residents:,} residents.")

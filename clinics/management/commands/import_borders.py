from django.core.management.base import BaseCommand, CommandError

from clinics.importers import borders, files, remarks
from clinics.models import Region


class Command(BaseCommand):
    help = "Load the borders of provinces or districts from TopoJSON, for the maps."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument(
            "--source",
            default="통계청 SGIS",
            help="Whose borders they are: the maps name it. By default Statistics Korea.",
        )
        remarks.add_argument(parser)

    def handle(self, *, file, source, report, **options):
        if not Region.objects.districts().exists():
            raise CommandError("There are no districts yet: run import_regions first.")
        try:
            outcome = borders.load(file, source)
        except files.Unreadable as trouble:
            raise CommandError(f"{trouble} Nothing was changed.") from None
        parts = ("read", "added", "updated", "unchanged", "guessed", "skipped")
        self.stdout.write(remarks.summary(outcome, parts, remarks.write(report, file, outcome)))

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from clinics import generated
from clinics.importers import files, formats, remarks, writer
from clinics.importers.districts import Districts
from clinics.models import Region


class Command(BaseCommand):
    help = "Load clinics from the LOCALDATA register or the list of vaccination centres."

    def add_arguments(self, parser):
        parser.add_argument("file")
        remarks.add_argument(parser)
        parser.add_argument(
            "--generate-hours",
            action="store_true",
            help="Invent opening hours and doctors where there are none, marked as such.",
        )

    def handle(self, *, file, report, generate_hours, **options):
        if not Region.objects.districts().exists():
            raise CommandError("There are no districts yet: run import_regions first.")
        try:
            header, rows = files.read(file)
            reader = formats.recognise(file, header)
            records = reader.read(file, header, rows, Districts())
            outcome = writer.write(
                reader.SOURCE, tqdm(records, total=len(rows), unit="row", disable=None)
            )
        except files.Unreadable as trouble:
            raise CommandError(f"{trouble} Nothing was changed.") from None
        parts = ("read", "added", "updated", "closed", "skipped", "unchanged")
        self.stdout.write(remarks.summary(outcome, parts, remarks.write(report, file, outcome)))
        if generate_hours:
            count = generated.hours(reader.SOURCE)
            self.stdout.write(f"Hours invented for {count:,} clinics.")

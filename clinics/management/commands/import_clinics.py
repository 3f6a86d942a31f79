import csv
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from clinics import generated
from clinics.importers import files, formats, writer
from clinics.importers.districts import Districts
from clinics.models import Region


class Command(BaseCommand):
    help = "Load clinics from the LOCALDATA register or the list of vaccination centres."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument(
            "--report",
            metavar="FILE",
            help="Where to list every skipped or doubtful row; by default var/FILE-report.csv.",
        )
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
        report = Path(report or settings.BASE_DIR / "var" / f"{Path(file).stem}-report.csv")
        self.write_report(report, outcome.remarks)
        parts = ("read", "added", "updated", "closed", "skipped", "unchanged")
        summary = ", ".join(f"{part} {outcome.counts[part]:,}" for part in parts)
        self.stdout.write(f"{summary}.\n{len(outcome.remarks):,} remarks in {report}")
        if generate_hours:
            count = generated.hours(reader.SOURCE)
            self.stdout.write(f"Hours invented for {count:,} clinics.")

    def write_report(self, path, remarks):
        path.parent.mkdir(parents=True, exist_ok=True)
        # The byte order mark makes Excel read Korean right.
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(["row", "key", "name", "done", "reason"])
            lines.writerows(sorted(remarks))

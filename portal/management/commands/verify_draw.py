from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.waiting import draw_file
from portal.waiting.models import Draw, Place


class Command(BaseCommand):
    help = (
        "Compute a draw anew from its file and compare: with the file, with what this database"
        " published, and with where people stand. Fails when anything differs."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            said, receipts = draw_file.read(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as trouble:
            raise CommandError(f"{file} cannot be read: {trouble}") from trouble
        faults = [*draw_file.faults(said, receipts), *differences(said, receipts)]
        for fault in faults:
            self.stdout.write(self.style.ERROR(fault))
        if faults:
            raise CommandError("The draw is not in order.")
        void = f" Void: {said['void']}." if said["void"] else ""
        self.stdout.write(f"The draw is in order: {len(receipts):,} places.{void}")


def differences(said, receipts):
    """What this database knows otherwise than the file; nothing about a draw of another one."""
    draw = Draw.objects.filter(line=said["line"], commitment=said["commitment"]).first()
    if draw is None:
        return
    if any(str(getattr(draw, name)) != said[name] for name in draw_file.HEAD[1:]):
        yield "The file's words are not those of the database."
    if bytes(draw.order.receipts) != b"".join(receipts):
        yield "The file's order is not the one that was published."
    standing = Place.objects.filter(line=said["line"], lane=Place.Lane.EARLY).order_by("number")
    for number, receipt in standing.values_list("number", "receipt").iterator():
        if number is None or receipts[number - 1 : number] != [bytes(receipt)]:
            yield f"Number {number} stands with another receipt than was drawn."
            return

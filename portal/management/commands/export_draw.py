from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.waiting import draw_file
from portal.waiting.models import Draw


class Command(BaseCommand):
    help = "Write a draw into a file that anybody can check: no person is in it."

    def add_arguments(self, parser):
        parser.add_argument("line", type=int, help="the line's id")
        parser.add_argument("file", type=Path)

    def handle(self, *, line, file, **options):
        draw = Draw.objects.filter(line=line, drawn_at__isnull=False).first()
        if draw is None:
            raise CommandError("This line has no draw, or it is not drawn yet.")
        with file.open("w", encoding="ascii") as written:
            written.writelines(draw_file.text(draw))

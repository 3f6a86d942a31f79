from datetime import date, datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import get_current_timezone, localtime

from accounts.clock import written
from bookings.models import Round
from portal.operations.rehearsal import clock, comparing
from portal.operations.rehearsal.terms import Terms


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=get_current_timezone())


class Command(BaseCommand):
    help = (
        "Walk invented people through the real pages at the edges of a round's window and cohort,"
        " undo it all, and report who met something unexpected. Say what was announced: what is"
        " left out is taken from the round itself and only checked against the pages."
    )

    def add_arguments(self, parser):
        parser.add_argument("round", type=int, help="the round's id")
        parser.add_argument("--opens", type=moment, dest="opens_at", help='"2021-08-09 20:00"')
        parser.add_argument("--closes", type=moment, dest="closes_at", help="first moment after")
        parser.add_argument("--born-from", type=date.fromisoformat, dest="birth_from")
        parser.add_argument("--born-to", type=date.fromisoformat, dest="birth_to")
        parser.add_argument(
            "--digit", type=int, choices=range(10), dest="birth_day_digit", metavar="0-9"
        )

    def handle(self, **options):
        rounds = Round.objects.exclude(current=None).select_related("current")
        round_ = rounds.filter(pk=options["round"]).first()
        if round_ is None:
            raise CommandError("There is no such round, or it has no terms.")
        names = Terms.__annotations__
        said = {name: options[name] for name in names if options[name] is not None}
        announced = Terms.of(round_.current, **said)
        if announced.opens_at >= announced.closes_at or announced.birth_from > announced.birth_to:
            raise CommandError("A window opens before it closes, and birth dates are in order.")
        self.tell(round_, announced, said)
        try:
            steps = comparing.rehearse(round_, announced)
        except clock.Unsafe as unsafe:
            raise CommandError(str(unsafe)) from unsafe
        self.report(steps)

    def tell(self, round_, announced, said):
        self.stdout.write(f"Round {round_.pk}, {round_.code}: {round_}")
        for name in Terms.__annotations__:
            value = getattr(announced, name)
            value = written(value) if isinstance(value, datetime) else value
            source = "as announced" if name in said else "from the round, not checked"
            self.stdout.write(f"  {name:16} {value!s:18} {source}")
        if round_.stopped:
            self.stdout.write(self.style.WARNING("  This round is stopped: nobody can book in it."))

    def report(self, steps):
        edge = None
        for step in steps:
            if step.edge != edge:
                edge = step.edge
                self.stdout.write(f"\n{localtime(step.at):%Y-%m-%d %H:%M:%S}, {edge}")
            verdict = "SURPRISE" if step.surprises else "ok"
            born = str(step.born or "")
            self.stdout.write(f"  {verdict:8} {born:10} {step.who:20} {step.expected}")
            if step.surprises:
                words = "; ".join(step.surprises)
                self.stdout.write(self.style.ERROR(f"           {words}. Saw: {step.seen}"))
        surprising = sum(1 for step in steps if step.surprises)
        if surprising:
            raise CommandError(f"{surprising} of {len(steps)} walks brought a surprise.")
        self.stdout.write(f"\n{len(steps)} walks, no surprise. Nothing of them is left.")

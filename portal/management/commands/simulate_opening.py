from dataclasses import MISSING, fields
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.operations.simulation.plan import Machines, Plan, bounds

try:
    from portal.operations.simulation import chart, likeness, polls, report, words
    from portal.operations.simulation.opening import Opening
except ModuleNotFoundError as missing:
    if missing.name != "numpy":
        raise
    Opening = None  # type: ignore[assignment, misc]

NO_NUMPY = "The simulation needs numpy: pip install -c constraints.txt numpy"


class Command(BaseCommand):
    help = (
        "Simulate an opening with the portal's own rules of admission and polling: how long people"
        " wait, how often their pages ask, how many machines that takes."
    )

    def add_arguments(self, parser):
        for each in [*fields(Plan), *fields(Machines)]:
            about = each.metadata
            default = None if each.default is MISSING else each.default
            limits = bounds(about["least"], about["most"])
            known = "" if default is None else f" (default {default})"
            parser.add_argument(
                f"--{each.name.replace('_', '-')}",
                type=each.type,
                default=default,
                metavar="N",
                help=f"{about['help']}; {limits}{known}",
            )
        parser.add_argument("--chart", type=Path, metavar="FILE", help="draw it into an SVG file")
        parser.add_argument(
            "--like", type=Path, metavar="FILE", help="compare with what bench.opening printed"
        )

    def handle(self, *, chart, like, **options):
        if Opening is None:
            raise CommandError(NO_NUMPY)
        if like:
            self.compare(like, options["seed"])
            return
        if chart and chart.suffix != ".svg":
            raise CommandError(f"--chart {chart}: the name ends in .svg")
        plan, machines = self.given(Plan, options), self.given(Machines, options)
        self.simulate(plan, machines, chart)

    def given(self, kind, options):
        values = {each.name: options[each.name] for each in fields(kind)}
        if absent := [name for name, value in values.items() if value is None]:
            raise CommandError("Needed: " + ", ".join(f"--{name}" for name in absent))
        try:
            return kind(**values)
        except ValueError as wrong:
            raise CommandError(str(wrong)) from wrong

    def simulate(self, plan, machines, file):
        result = Opening(plan).run()
        asked = polls.count(result, plan.seed)
        told = report.figures(result, plan, machines, asked)
        for line in words.lines(told, plan, machines):
            self.stdout.write(line)
        if file:
            try:
                file.write_text(chart.draw(result, plan, asked), encoding="utf-8")
            except OSError as trouble:
                raise CommandError(f"--chart {file}: {trouble.strerror}") from trouble
            self.stdout.write(f"  chart            {file}")

    def compare(self, file, seed):
        try:
            measured = likeness.read(file.read_text(encoding="utf-8"))
            model, real, error = likeness.compare(measured, seed)
        except (OSError, ValueError) as wrong:
            raise CommandError(f"--like {file}: {wrong}") from wrong
        self.stdout.write(
            f"goodput: model {model:.2f}/s, measured {real:.2f}/s, error {error:+.1%}"
        )

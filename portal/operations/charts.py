"""Figures over time as small drawings, made on the server: lines in a box, words beside it."""

from dataclasses import dataclass, field

from django.db import connection
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: The box, in its own units: the page stretches it.
WIDTH, HEIGHT = 320, 80
#: How far back one can look: minutes, and of how many points the lines are made.
SPANS = {10: 60, 120: 120, 2880: 144}

CURVES = """
SELECT ceil(extract(epoch FROM at - portal_now() + %(span)s::interval) / %(step)s)::int - 1,
       avg(greatest(waiting, early + coalesce(issued, 0) - served)), avg(inside), avg(called),
       avg(rate) * 60, sum(taken) / nullif(sum(seconds) FILTER (WHERE taken IS NOT NULL), 0) * 60,
       sum(completed) / nullif(sum(seconds), 0) * 60,
       max(errors) * 100, max(slow) * 100, max(lag), min(throttle) * 100
FROM (
    SELECT *, issued - lag(issued) OVER (PARTITION BY line_id ORDER BY at) AS taken
    FROM operations_pulse WHERE at > portal_now() - %(span)s::interval
) AS pulses
GROUP BY 1 ORDER BY 1
"""


@dataclass
class Curve:
    name: str | Promise
    values: list
    digits: int = 0

    @property
    def known(self):
        return [value for value in self.values if value is not None]

    @property
    def last(self):
        return self.words(self.known[-1:])

    @property
    def highest(self):
        return self.words(sorted(self.known)[-1:])

    @property
    def lowest(self):
        return self.words(sorted(self.known)[:1])

    def words(self, values):
        """The one value there is, or a dash while nothing is known."""
        shown = [number_format(round(v, self.digits), self.digits, None, True) for v in values]
        return "".join(shown) or "–"


@dataclass
class Chart:
    key: str
    title: str | Promise
    unit: str | Promise
    curves: list[Curve] = field(default_factory=list)
    least: float = 1.0  #: the top of the box stands for this at least
    width = WIDTH
    height = HEIGHT

    @property
    def empty(self):
        return not any(curve.known for curve in self.curves)

    @property
    def top(self):
        return max([self.least, *(value for curve in self.curves for value in curve.known)])

    @property
    def top_words(self):
        return self.curves[0].words([self.top])

    @property
    def paths(self):
        return [self.path(curve.values) for curve in self.curves]

    def path(self, values):
        """An SVG path that breaks off where nothing is known."""
        step, parts, pen = WIDTH / max(len(values) - 1, 1), [], "M"
        for number, value in enumerate(values):
            if value is None:
                pen = "M"
                continue
            height = HEIGHT * (1 - value / self.top)
            # A point between two gaps is a short stroke, or nobody would see it.
            parts.append(f"{pen}{number * step:.1f} {height:.1f}" + ("h1" if pen == "M" else ""))
            pen = "L"
        return "".join(parts)


def draw(minutes):
    """The opening room's charts over the last minutes.

    :param minutes: one of :data:`SPANS`.
    """
    points = SPANS[minutes]
    table = [[None] * points for _curve in range(10)]
    with connection.cursor() as cursor:
        cursor.execute(CURVES, {"span": f"{minutes} minutes", "step": minutes * 60 / points})
        for point, *values in cursor.fetchall():
            for row, value in zip(table, values, strict=True):
                row[point] = None if value is None else float(value)
    line, inside, called, rate, taken, completed, errors, slow, lag, throttle = table
    people, percent = _("people"), _("per cent")
    return [
        Chart("line", _("In line"), people, [Curve(_("in line"), line)]),
        Chart(
            "inside",
            _("Inside"),
            people,
            [Curve(_("inside"), inside), Curve(_("called, not in yet"), called)],
        ),
        Chart("taken", _("New numbers"), _("a minute"), [Curve(_("new numbers"), taken)]),
        Chart("rate", _("The line moves on"), _("a minute"), [Curve(_("called up"), rate)]),
        Chart("booked", _("Bookings"), _("a minute"), [Curve(_("booked"), completed)]),
        Chart(
            "trouble",
            _("Errors and slow answers"),
            percent,
            [Curve(_("errors"), errors, 1), Curve(_("slower than a second"), slow, 1)],
            10,
        ),
        Chart("lag", _("Confirmation lag"), _("seconds"), [Curve(_("lag"), lag, 1)], 10),
        Chart("throttle", _("Throttle"), percent, [Curve(_("of the target"), throttle)], 100),
    ]

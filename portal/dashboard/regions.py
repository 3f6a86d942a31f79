"""The map: how many first doses each region has booked, and what its colours mean."""

from collections import Counter
from functools import lru_cache
from itertools import count

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from bookings.models import Tally
from bookings.models.bookings import Status
from clinics.models import Region

from .charts import Chart
from .figures import BOOKED

#: As many as ``map.css`` has.
LEVELS = 5
#: Shares are told to one digit, so they are counted in tenths.
TENTHS = 10


@lru_cache(maxsize=32)
def districts(counted_until, campaign, province, language):
    """First doses in the districts of a province; None where there is no such province.

    :param language: in which the names are; it must be the one that is active.
    """
    regions = Region.objects.filter(Q(code=province) | Q(province__code=province))
    whole, *parts = regions.exclude(kind=Region.Kind.CITY).order_by("code") or [None]
    if whole is None or whole.kind != Region.Kind.PROVINCE:
        return None
    booked, given = Counter(), Counter()
    cells = Tally.objects.filter(
        campaign=campaign,
        part=Tally.Part.DISTRICT,
        dose=1,
        status__in=BOOKED,
        region__in=[whole, *parts],
    )
    for region, status, number in cells.values_list("region", "status", "count"):
        booked[region] += number
        given[region] += number * (status == Status.COMPLETED)
    # A province without districts has its clinics itself.
    shown = [*parts, whole] if whole.pk in booked or not parts else parts
    return Chart(
        "districts", _("First doses booked in %(province)s") % {"province": whole}, _("district"),
        _("bookings"),
        rows=[(str(each), booked[each.pk], given[each.pk]) for each in shown],
        series=[_("booked"), _("vaccinated")],
        regions=[each.code for each in shown],
        note=_("Bookings by where the clinic is."),
    )  # fmt: skip


def colours(chart):
    """What the map of a chart's first figure needs: its figures by code, and its legend."""
    if chart is None or not chart.rows:
        return None
    values = {code: row[1] for code, row in chart.listed}
    known = [value for value in values.values() if value is not None]
    in_per_cent = any(isinstance(value, float) for value in known)
    parts, sign = (TENTHS, "%") if in_per_cent else (1, "")
    step = step_over(round(max(known, default=0) * parts))

    def figure(value):
        said = in_digits(round(value * parts), parts) + sign
        return said, f"level-{round(value * parts) // step}", f"{chart.series[0]} {said}"

    bounds = [in_digits(step * level, parts) for level in range(LEVELS + 1)]
    return {
        "figures": {code: figure(value) for code, value in values.items() if value is not None},
        "legend": legend(chart.series[0], bounds, len(known) < len(values)),
    }


def step_over(most):
    """The smallest of 1, 2, 5, 10, 20 … of which all levels together reach past ``most``."""
    steps = (digit * 10**power for power in count() for digit in (1, 2, 5))
    return next(step for step in steps if step * LEVELS > most)


def in_digits(whole, parts):
    return number_format(whole / parts, decimal_pos=int(whole % parts > 0), force_grouping=True)


def legend(of, bounds, some_unknown):
    levels = format_html_join(
        "",
        '<span class="level level-{}">{}</span>',
        [
            (
                level,
                _("%(first)s to under %(last)s")
                % {"first": bounds[level], "last": bounds[level + 1]},
            )
            for level in range(LEVELS)
        ],
    )
    unknown = format_html('<span class="level">{}</span>', _("not known")) if some_unknown else ""
    return format_html("<span>{}:</span> {}{}", of, levels, unknown)

"""An opening once more: bookings of each minute after a round opened, and its line while kept."""

from datetime import timedelta

from django.db.models import Avg, Sum
from django.db.models.functions import TruncMinute
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from bookings.models import Tally
from portal.operations.models import Pulse

from .charts import Chart

#: How long after it opened.
SPAN = timedelta(hours=2)


def replay(version):
    """The chart of one opening, a row a minute.

    :param version: the terms under which it opened.
    """
    begin, end = version.opens_at, version.opens_at + SPAN
    made = dict(
        Tally.objects.filter(
            part=Tally.Part.MINUTE,
            campaign=version.round.campaign_id,
            hour__gte=begin,
            hour__lt=end,
        )
        .values_list("hour")
        .annotate(Sum("count"))
    )
    pulses = Pulse.objects.filter(at__gte=begin, at__lt=end).annotate(minute=TruncMinute("at"))
    line = {
        minute: (waiting, inside)
        for minute, waiting, inside in pulses.values_list("minute").annotate(
            Avg("waiting"), Avg("inside")
        )
    }
    minutes = (begin + timedelta(minutes=number) for number in range(int(SPAN.seconds / 60)))
    rows = [
        (
            f"{localtime(at):%H:%M}",
            made.get(at, 0),
            *(rounded(x) for x in line.get(at, (None, None))),
        )
        for at in minutes
    ]
    known = bool(line)
    return Chart(
        "replay", _("The opening, minute by minute"), _("minute"), _("a minute"),
        rows=[row if known else row[:2] for row in rows] if made or known else [],
        series=[_("bookings"), *([_("in line"), _("inside")] if known else [])],
        kind="line",
    )  # fmt: skip


def rounded(value):
    return None if value is None else round(value)

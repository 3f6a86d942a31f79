"""How much one member of staff may take home: at once, and on one day in Korea."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.utils.formats import date_format
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from accounts.clock import now
from bookings.models.exports import MADE, OPEN
from bookings.refusals import Refused


def refuse_more(mine):
    """What is under way counts as of today: whatever was cancelled or failed gave nobody a file.

    How many rows a file has is known when it is made, so the last ones may go beyond.

    :param mine: exports of somebody whose row is locked.
    :raises Refused: with the moment from which they may ask again.
    """
    today = localdate(now())
    midnight = make_aware(datetime.combine(today, time()))
    made, under_way = Q(state__in=MADE, ended_at__gte=midnight), Q(state__in=OPEN)
    had = mine.filter(made | under_way).aggregate(
        open=Count("pk", filter=under_way), files=Count("pk"), rows=Sum("rows", default=0)
    )
    tomorrow = date_format(today + timedelta(days=1))
    if had["files"] >= settings.EXPORTS_A_DAY:
        raise Refused(
            _("You may have %(count)d exports a day. You may ask again on %(day)s, from 00:00.")
            % {"count": settings.EXPORTS_A_DAY, "day": tomorrow}
        )
    if had["rows"] >= settings.EXPORT_ROWS_A_DAY:
        raise Refused(
            _(
                "You may have %(rows)s rows a day, and have had %(had)s. You may ask again on "
                "%(day)s, from 00:00."
            )
            % {
                "rows": f"{settings.EXPORT_ROWS_A_DAY:,}",
                "had": f"{had['rows']:,}",
                "day": tomorrow,
            }
        )
    if had["open"] >= settings.EXPORTS_OPEN:
        raise Refused(
            _("You have %(count)d exports under way. Please wait for one, or cancel one.")
            % {"count": settings.EXPORTS_OPEN}
        )


def refuse_daily(schedules):
    """:raises Refused: when there would be more files each midnight than a day may have."""
    if schedules.filter(active=True).count() >= settings.EXPORTS_A_DAY:
        raise Refused(
            _("You get %(count)d files every day already. Please stop one first.")
            % {"count": settings.EXPORTS_A_DAY}
        )

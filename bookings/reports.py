"""What the ministry takes home: a header and a generator of rows for each report."""

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from bookings.models import Booking


def bookings_header():
    return [
        _("reference"),
        _("vaccination day"),
        _("time"),
        _("province"),
        _("district"),
        _("clinic"),
        _("campaign"),
        _("round"),
        _("dose"),
        _("vaccine group"),
        _("vaccine"),
        _("status"),
        _("channel"),
        _("born in"),
        _("sex"),
        _("booked"),
        _("last change"),
        _("arrived"),
    ]


def bookings(first, last, region=None):
    """Bookings of the vaccination days from ``first`` to ``last``, without names; all statuses.

    Read through a server-side cursor, so that memory stays small. A pooler in
    transaction mode has none (``BEHIND_PGBOUNCER``): there, export through a
    direct connection.

    :param region: a province or a district; None is the whole country.
    """
    wanted = Booking.objects.filter(slot__places__date__range=(first, last))
    if region:
        wanted = wanted.filter(
            Q(slot__clinic__district=region) | Q(slot__clinic__district__province=region)
        )
    rows = wanted.order_by("slot__places__date", "pk").values_list(
        "reference", "slot__places__date", "slot__starts_at",
        "slot__clinic__district__province__name_ko", "slot__clinic__district__name_ko",
        "slot__clinic__name", "campaign__code", "round_version__round__code", "dose",
        "slot__group__code", "vaccine__code", "status", "channel",
        "person__birth_date", "person__sex", "held_at", "changed_at", "arrived_at",
    )  # fmt: skip
    for row in rows.iterator(chunk_size=2000):
        *front, born, sex, held, changed, arrived = row
        reference, day, starts, *rest = front
        yield [
            reference, day.isoformat(), f"{localtime(starts):%H:%M}", *rest,
            birth_band(born), sex, moment(held), moment(changed), moment(arrived),
        ]  # fmt: skip


def birth_band(born):
    """Five years, as in 1960-1964: enough to count by, too little to find somebody."""
    start = born.year // 5 * 5
    return f"{start}-{start + 4}"


def moment(at):
    """A time in Korea to the minute, or nothing."""
    return at and f"{localtime(at):%Y-%m-%d %H:%M}"

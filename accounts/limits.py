"""How often somebody may start to prove who they are.

Counted in PostgreSQL over the rows of ``PhoneCode``, so that a replayed cookie, a second
browser or a lost store resets nothing.

Starts that the attester refused count as well: otherwise it could be asked again and again
which name or phone has a number. But they never count against a number alone, or against
a phone alone before many networks tried it: whoever knows one could lock its owner out.
"""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address
from math import ceil

from django.conf import settings
from django.db import connection
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import PhoneCode
from accounts.prepared import execute
from accounts.refusals import Refused
from accounts.turns import take_turns


@dataclass(frozen=True)
class Limit:
    #: The fields in which the starts that are counted agree.
    alike: tuple[str, ...]
    #: How many within how long, the fewest first.
    most: tuple[tuple[int, timedelta], ...]
    words: str | Promise
    #: The field that takes a start out of the count; while the attester is asked it counts.
    unless: str | None = None


A_WHILE, A_DAY = timedelta(minutes=10), timedelta(days=1)
PHONE = gettext_lazy("Codes were sent to this phone already.")
IDENTIFIER = gettext_lazy("Codes were asked for this registration number already.")
ADDRESS = gettext_lazy("Very many codes were asked for from your network.")
REFUSED = gettext_lazy("These details could not be confirmed several times already.")
FEW = ((5, A_WHILE), (20, A_DAY))


def limits():
    once = (1, timedelta(seconds=30))
    return [
        Limit(("phone_digest",), (once, *FEW), PHONE, unless="refused_at"),
        Limit(("identifier",), FEW, IDENTIFIER, unless="refused_at"),
        Limit(("identifier", "phone_digest"), FEW, REFUSED, unless="attested_at"),
        Limit(("identifier", "address"), FEW, REFUSED, unless="attested_at"),
        Limit(("phone_digest", "address"), FEW, REFUSED, unless="attested_at"),
        # One network meets its own limit first, so nobody alone can use this one up.
        Limit(("phone_digest",), ((100, A_DAY),), REFUSED, unless="attested_at"),
        # A mobile network or a nursing home shares one address: this only stops machines.
        Limit(("address",), ((settings.CODES_PER_ADDRESS, A_WHILE),), ADDRESS),
    ]


def hold_back(**subjects):
    """Refuse when a phone, an identifier or an address asked too often.

    It waits its turn for each of the three, so it belongs into the transaction
    that writes the next row: parallel starts are counted one after the other.

    :raises Refused: with the moment when the next start is possible.
    """
    hold_back_by(limits(), PhoneCode, subjects)


def hold_back_by(limits, model, subjects):
    """The same for another model's rows, which have a ``created_at`` and the subjects as fields."""
    take_turns(*(f"{field} {subject}".encode() for field, subject in subjects.items()))
    windows = [(limit, *window) for limit in limits for window in limit.most]
    looks = ", ".join(full_until(model._meta, *window) for window in windows)
    with connection.cursor() as cursor:
        execute(cursor, f"SELECT portal_now(), {looks}", subjects)
        moment, *untils = cursor.fetchone()
    for limit in limits:
        held = [until for (of, *_), until in zip(windows, untils, strict=True) if of is limit]
        until = max(filter(None, held), default=None)
        if until and moment < until:
            raise Refused(f"{limit.words} {wait(moment, until)}")


def full_until(meta, limit, most, within):
    """An expression: when a window that is full lets the next start pass, or NULL."""
    alike = [f"{meta.get_field(field).column} = %({field})s" for field in limit.alike]
    unless = [f"{limit.unless} IS NULL"] if limit.unless else []
    return (
        f"(SELECT created_at + interval '{within.total_seconds():.0f} s' FROM {meta.db_table}"
        f" WHERE {' AND '.join(alike + unless)} ORDER BY created_at DESC"
        f" OFFSET {most - 1} LIMIT 1)"
    )


def wait(moment, until):
    """How long to wait, in words, and never said too short."""
    seconds = ceil((until - moment).total_seconds())
    if seconds < 120:
        return ngettext(
            "Please wait %(seconds)d second and ask again.",
            "Please wait %(seconds)d seconds and ask again.",
            seconds,
        ) % {"seconds": seconds}
    full_minute = localtime(until + timedelta(seconds=59))
    return _("You can ask again from %(time)s on.") % {
        "time": date_format(full_minute, "DATETIME_FORMAT")
    }


def neighbourhood(address):
    """What counts as one address: with IPv6 each household has a whole /64 to choose from."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv4Address):
        return address
    return str(IPv6Network((parsed, 64), strict=False).network_address)

"""How often somebody may start to prove who they are.

Counted in PostgreSQL over the rows of ``PhoneCode``, so that a replayed cookie,
a second browser or a lost store resets nothing. Refused starts count as well:
otherwise the attester could be asked again and again which name has a number.
"""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address
from math import ceil

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.clock import now
from accounts.models import PhoneCode
from accounts.refusals import Refused
from accounts.turns import take_turns


@dataclass(frozen=True)
class Limit:
    field: str
    most: int
    within: timedelta
    words: str


PHONE = gettext_lazy("Codes were sent to this phone already.")
IDENTIFIER = gettext_lazy("Codes were asked for this registration number already.")
ADDRESS = gettext_lazy("Very many codes were asked for from your network.")


def limits():
    return [
        Limit("phone_digest", 1, timedelta(seconds=30), PHONE),
        Limit("phone_digest", 5, timedelta(minutes=10), PHONE),
        Limit("phone_digest", 20, timedelta(days=1), PHONE),
        Limit("identifier", 5, timedelta(minutes=10), IDENTIFIER),
        Limit("identifier", 20, timedelta(days=1), IDENTIFIER),
        # A mobile network or a nursing home shares one address: this only stops machines.
        Limit("address", settings.CODES_PER_ADDRESS, timedelta(minutes=10), ADDRESS),
    ]


def hold_back(**subjects):
    """Refuse when a phone, an identifier or an address asked too often.

    It waits its turn for each of the three, so it belongs into the transaction
    that writes the next row: parallel starts are counted one after the other.

    :raises Refused: with the moment when the next start is possible.
    """
    take_turns(*(str(subject).encode() for subject in subjects.values()))
    moment = now()
    for limit in limits():
        mine = PhoneCode.objects.filter(**{limit.field: subjects[limit.field]})
        times = mine.order_by("-created_at").values_list("created_at", flat=True)
        oldest = times[limit.most - 1 : limit.most].first()
        if oldest and moment < oldest + limit.within:
            raise Refused(f"{limit.words} {wait(moment, oldest + limit.within)}")


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

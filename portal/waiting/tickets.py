"""A number in one's own cookie: what waiting costs, and all that it costs.

Signed, so that nobody writes a number of their own; readable, since a number is no secret. It
names the line it was issued for and is worth nothing in another one.
"""

import hmac
import time
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.utils.crypto import salted_hmac

COOKIE = settings.HOST_PREFIX + "ticket"
#: Seconds for which it is good, and that a browser keeps it: longer than any line.
LIFE = 36 * 3600


class Ticket(NamedTuple):
    line: int
    number: int
    issued: int  #: seconds since 1970


@cache
def key():
    return salted_hmac("portal.waiting.tickets", "", algorithm="sha256").digest()


def pack(ticket):
    body = f"{ticket.line}.{ticket.number}.{ticket.issued}"
    return f"{body}.{signature(body)}"


def signature(body):
    return hmac.digest(key(), body.encode(), "sha256").hex()[:40]


def unpack(text):
    """The ticket that was signed here, or None for anything else."""
    body, _, signed = text.rpartition(".")
    try:
        if not hmac.compare_digest(signature(body), signed):
            return None
        return Ticket(*map(int, body.split(".")))
    except (TypeError, ValueError):  # not ASCII, or not three numbers
        return None


def read(request):
    """The visitor's ticket, or None. Written down elsewhere it lives no longer than in a browser:
    a low number of a quiet evening must not be held back for a crowded one."""
    ticket = unpack(request.COOKIES.get(COOKIE, ""))
    return ticket if ticket and time.time() - ticket.issued < LIFE else None


def issue(line, number):
    return Ticket(line, number, int(time.time()))


def hand_out(response, ticket):
    response.set_cookie(
        COOKIE,
        pack(ticket),
        max_age=LIFE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )

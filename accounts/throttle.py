"""Limits on how often one visitor may ask for a page.

The store counts, and without it everybody passes: under ``/book/`` the pass
already limits. What must hold without the store is in ``accounts.limits``.

Whoever goes on asking too often waits longer each time; an address that many share
never does. A cool-down is written into the counters of the minutes that it covers, so
whoever is not held back pays for no further look into the store.
"""

import time
from datetime import UTC, datetime
from functools import wraps
from hashlib import sha256
from math import ceil

from django.conf import settings
from django.core.cache import cache
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django_ratelimit.core import ALL, _get_window, _make_cache_key, _split_rate, get_usage

from .identity import COOKIE

#: The cookie with a place in line, which the waiting room hands out.
TICKET = settings.HOST_PREFIX + "ticket"
#: Minutes of the first cool-down, the second …; then the last again.
COOL_DOWNS = (1, 2, 5, 15)
#: Seconds after the end of a cool-down until it is forgotten.
MEMORY = 30 * 60


def visitor(group, request):
    """Whoever shows a cookie, or else a ticket; whoever shows none is known by the address only.

    Of the cookie only the name of the proof, which stays when the cookie is handed out anew
    and which nobody can guess. A ticket is counted whole: only its signature is a secret.
    """
    proof = request.COOKIES.get(COOKIE, "").partition(":")[0]
    return proof or request.COOKIES.get(TICKET, "")


def throttled(address=None, cookie=None):
    """Answer 429 in words when one visitor, or one address, asks too often.

    :param address: a rate like ``600/m``; a clinic or a mobile network shares one.
    :param cookie: the rate for one who shows a cookie or a ticket.
    """

    def decorate(view):
        group = f"{view.__module__}.{view.__qualname__}"

        @wraps(view)
        def counted(request, *args, **kwargs):
            shown = visitor(group, request)
            if cookie and shown and (usage := excess(request, group, visitor, cookie)):
                seconds = cool_down(group, shown, cookie, usage)
                return too_many(request, seconds, growing=True)
            if address and (usage := excess(request, group, "ip", address)):
                return too_many(request, usage["time_left"])
            return view(request, *args, **kwargs)

        return counted

    return decorate


def excess(request, group, key, rate):
    """Count a request. :returns: how the limit is used if it is above it, else None."""
    usage = get_usage(request, group=group, key=key, rate=rate, increment=True)
    return usage if usage and usage["should_limit"] else None


def cool_down(group, shown, rate, usage):
    """Begin a cool-down, with the first request above the limit, or go on with it.

    :returns: seconds that it still lasts. Asking meanwhile makes it no longer.
    """
    who = sha256(shown.encode()).hexdigest()
    started, strikes = f"cool-down.{group}.{who}", f"cool-downs.{who}"
    until = int(time.time()) + usage["time_left"]
    if usage["count"] > usage["limit"] + 1:
        return (cache.get(started) or until) - int(time.time())
    times = (cache.get(strikes) or 0) + 1
    minutes = COOL_DOWNS[min(times, len(COOL_DOWNS)) - 1]
    # Names that the library keeps to itself: its version is pinned, and a test counts on them.
    limit, period = _split_rate(rate)
    more = ceil(minutes * 60 / period) - 1
    end = until + more * period
    windows = range(_get_window(shown, period) + period, end + 1, period)
    spent = {_make_cache_key(group, window, rate, shown, ALL): limit + 1 for window in windows}
    memory = end - int(time.time()) + MEMORY
    cache.set_many({**spent, started: end, strikes: times}, memory)
    return end - int(time.time())


def too_many(request, seconds, *, growing=False):
    """:param seconds: after which the next request passes.
    :param growing: whether to say that the next wait will be longer.
    """
    seconds = max(seconds, 1)
    until = datetime.fromtimestamp(int(time.time()) + seconds, UTC)
    context = {"seconds": seconds, "until": until, "growing": growing}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = seconds
    add_never_cache_headers(response)
    return response

"""Limits on how often one visitor may ask for a page.

The store counts, and without it everybody passes: under ``/book/`` the pass
already limits. What must hold without the store is in ``accounts.limits``.
"""

from functools import wraps

from django.shortcuts import render
from django_ratelimit.core import is_ratelimited

from .identity import COOKIE


def visitor(group, request):
    """Whoever shows one cookie; whoever shows none is known by the address only."""
    return request.COOKIES.get(COOKIE, "")


def throttled(address=None, cookie=None):
    """Answer 429 in words when one cookie, or one address, asks too often.

    :param address: a rate like ``600/m``; a clinic or a mobile network shares one.
    :param cookie: the rate for one verified visitor.
    """

    def decorate(view):
        @wraps(view)
        def counted(request, *args, **kwargs):
            shown = visitor(None, request)
            for key, rate in ((visitor, shown and cookie), ("ip", address)):
                if rate and is_ratelimited(request, fn=view, key=key, rate=rate, increment=True):
                    return too_many(request)
            return view(request, *args, **kwargs)

        return counted

    return decorate


def too_many(request):
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "60"
    return response

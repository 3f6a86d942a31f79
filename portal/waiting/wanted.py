"""Which page inside somebody asked for before they had to wait: they go on there and not at the
beginning.
"""

from datetime import timedelta

from django.shortcuts import redirect
from django.urls import reverse

from accounts.cookies import SignedCookie

cookie = SignedCookie("wanted", timedelta(hours=1))
#: Longer addresses are not worth a cookie's room.
LONGEST = 500


def remember(response, path):
    """:param path: with its query, as our own site was asked for it."""
    if path != reverse("book") and len(path) <= LONGEST:
        cookie.hand_out(response, path)


def go_on(request):
    """To what was wanted, or to the beginning."""
    path = cookie.read(request)
    response = redirect(path or "book")
    if path:
        cookie.take_back(response)
    return response

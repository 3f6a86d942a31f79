from functools import wraps
from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST


def onward(request):
    """Where the visitor wanted to go: a path of this site, else to booking."""
    path = request.GET.get("next", "")
    if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return path
    return "/book/"


def step(name, onward):
    """The address of another step of verifying, which still knows where to go after it."""
    return f"{reverse(name)}?{urlencode({'next': onward})}"


def posted(request):
    """What was sent, even if it was nothing at all, or None for a first look."""
    return request.POST if request.method == "POST" else None


def sent_from(name, *kept):
    """A view for what a form sends. Whoever comes without the form (after proving who they
    are anew, in another language, from the address bar) is led to the page where it stands.

    :param kept: what of the address that page's own address has too.
    """

    def wrap(view):
        @wraps(view)
        def led(request, *args, **kwargs):
            if request.method not in ("GET", "HEAD"):
                return require_POST(view)(request, *args, **kwargs)
            said = request.resolver_match.kwargs
            page = reverse(name, kwargs={part: said[part] for part in kept})
            query = request.GET.urlencode(safe="/")
            return redirect(f"{page}?{query}" if query else page)

        return led

    return wrap

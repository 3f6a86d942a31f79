"""The guard in front of everything under ``/book/``: nothing there answers without a live pass.

It fails closed. Whoever has no pass is sent where ``portal.entrance`` says; while nobody can tell
who has one, everybody is told that the gate is paused.
"""

import time

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse

from accounts import identity
from portal import entrance
from portal.operations import health
from portal.waiting import passes

GUARDED = "/book/"
#: Where losing the database means a pause: nobody's place or pass is lost with it.
KEPT = (GUARDED, "/wait/")


class GateMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(GUARDED):
            return self.get_response(request)
        try:
            away = None if inside(request) else entrance.away(request)
        except (DatabaseError, InterfaceError):
            return entrance.paused(request)
        if away:
            return whole(request, away)
        started = time.perf_counter()
        response = self.get_response(request)
        health.note(time.perf_counter() - started, response.status_code)
        return response

    def process_exception(self, request, exception):
        lost = isinstance(exception, OperationalError | InterfaceError)
        if lost and request.path_info.startswith(KEPT):
            return entrance.paused(request)
        return None


def inside(request):
    """Whether the visitor has a live pass. Who they are is read in the same look for whatever
    follows; what is sent needs no second look, as the statement that writes asks by itself."""
    if request.method not in ("GET", "HEAD"):
        return passes.holds(identity.verification_id(request))
    request.verification = identity.live(request, also=passes.INSIDE)
    return bool(request.verification and request.verification.also)


def whole(request, response):
    """For htmx, which asked for a part of a page: the whole page has to go there."""
    if "HX-Request" in request.headers and "Location" in response:
        onward = HttpResponse(headers={"HX-Redirect": response["Location"]})
        onward.cookies = response.cookies
        return onward
    return response

"""The guard in front of everything under ``/book/``: nothing there answers without a live pass.

It fails closed. Whoever has no pass is sent where ``portal.entrance`` says; while nobody can tell
who has one, everybody is told that the gate is paused.
"""

import time

from django.db import DatabaseError

from accounts import identity
from portal import entrance
from portal.operations import health
from portal.waiting import passes

GUARDED = "/book/"


class GateMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(GUARDED):
            return self.get_response(request)
        try:
            inside = passes.holds(identity.verification_id(request))
            away = None if inside else entrance.away(request)
        except DatabaseError:
            return entrance.paused(request)
        if away:
            return away
        started = time.perf_counter()
        response = self.get_response(request)
        health.note(time.perf_counter() - started, response.status_code)
        return response

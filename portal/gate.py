"""The guard in front of everything under ``/book/``.

The gate is open: everybody passes until the waiting room lands and decides who
is admitted. Its place, before any booking view runs, is here from the start.
"""

from django.shortcuts import redirect

GUARDED = "/book/"


class GateMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(GUARDED) and not admitted(request):
            return redirect("home")
        return self.get_response(request)


def admitted(request):
    """Whether this visitor may enter the booking area now."""
    return True

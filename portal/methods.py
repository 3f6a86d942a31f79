"""No page here knows another method than these three: asked by any other, none says a word.

Before the gate, so that a stranger's TRACE costs no look at who they are; behind what puts
headers on every answer.
"""

from django.http import HttpResponseNotAllowed

KNOWN = ("GET", "HEAD", "POST")


class MethodsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in KNOWN:
            return HttpResponseNotAllowed(KNOWN)
        return self.get_response(request)

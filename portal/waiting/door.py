"""The button "take a number" in front of Django, where nobody pays for middlewares.

Ten million people press it within minutes, and each needs a number and a signature, nothing else.
What it answers is what the view would: the same functions decide, and Django itself is asked for
the words of the answer, once a second. Whoever is verified, and whatever is unusual or goes wrong,
is left to the view behind it.
"""

import time

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError
from django.middleware.security import SecurityMiddleware
from django.utils.cache import add_never_cache_headers

from accounts import identity

from . import bulletin, numbers, tickets, views

JOIN = "/wait/join/"
#: Stands where each visitor's own ticket goes.
NOBODY = tickets.Ticket(0, 0, 0)


class Door:
    """A WSGI application in front of another one, Django's."""

    def __init__(self, portal):
        self.portal = portal
        self.secure = SecurityMiddleware(lambda request: None)
        self.said = 0, [], "", ""

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] == JOIN and (headers := self.answer(environ)):
            start_response("303 See Other", headers)
            return [b""]
        return self.portal(environ, start_response)

    def answer(self, environ):
        """The headers that lead into the line, or None for whom Django has to answer."""
        board = bulletin.read()
        if environ["REQUEST_METHOD"] != "POST" or environ.get("QUERY_STRING"):
            return None
        if not (board.line and board.queueing):
            return None
        request = self.portal.request_class(environ)
        if identity.COOKIE in request.COOKIES or self.secure.process_request(request):
            return None
        try:
            if not views.from_here(request):
                return None
            ticket = views.next_number(request, board)
        except (numbers.Unavailable, DatabaseError, InterfaceError, SuspiciousOperation):
            return None
        headers, before, after = self.words(request)
        if not ticket:
            return headers
        return [*headers, ("Set-Cookie", before + tickets.pack(ticket) + after)]

    def words(self, request):
        """What Django says with a number: its headers, and the cookie around the ticket."""
        second, *said = self.said
        if second == int(time.time()):
            return said
        response = views.see_wait()
        response["Content-Length"] = "0"
        add_never_cache_headers(response)
        self.secure.process_response(request, response)
        tickets.hand_out(response, NOBODY)
        cookie = response.cookies[tickets.COOKIE].OutputString()
        before, _, after = cookie.partition(tickets.pack(NOBODY))
        self.said = int(time.time()), list(response.items()), before, after
        return self.said[1:]

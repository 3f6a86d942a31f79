"""The button "take a number" and the page it leads to, in front of Django and its middlewares.

Ten million people press it within minutes, and each needs a number, a signature and one page. What
is answered here is what the views would: the same functions decide, and Django itself is asked for
the words, once a second. Whoever is verified, and whatever is unusual or goes wrong, is left to the
views behind it.
"""

import time

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError
from django.middleware.security import SecurityMiddleware
from django.utils.cache import add_never_cache_headers

from accounts import identity

from . import bulletin, numbers, tickets, views
from .prints import Prints

JOIN, WAIT = ("POST", "/wait/join/"), ("GET", "/wait/")
#: Stands where each visitor's own ticket goes.
NOBODY = tickets.Ticket(0, 0, 0)


class Door:
    """A WSGI application in front of another one, Django's."""

    def __init__(self, portal):
        self.portal = portal
        self.secure = SecurityMiddleware(lambda request: None)
        self.prints = Prints(portal)
        self.said = 0, [], "", ""

    def __call__(self, environ, start_response):
        visit = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if visit == JOIN and (headers := self.way_in(environ)):
            start_response("303 See Other", headers)
            return [b""]
        if visit == WAIT and (page := self.standing(environ)):
            headers, body = page
            start_response("200 OK", headers)
            return [body]
        return self.portal(environ, start_response)

    def anonymous(self, environ):
        """The request of somebody who is not verified and knows our name, or None for whom Django
        has to answer."""
        if environ.get("QUERY_STRING"):
            return None
        request = self.portal.request_class(environ)
        try:
            request.get_host()
        except SuspiciousOperation:
            return None
        if identity.COOKIE in request.COOKIES or self.secure.process_request(request):
            return None
        return request

    def way_in(self, environ):
        """The headers that lead into the line, or None."""
        board = bulletin.read()
        if board.puzzle or not (
            board.line and board.queueing and (request := self.anonymous(environ))
        ):
            return None
        try:
            if not views.from_here(request):
                return None
            ticket = views.next_number(request, board)
        except (numbers.Unavailable, DatabaseError, InterfaceError):
            return None
        headers, before, after = self.words(request)
        if not ticket:
            return headers
        return [*headers, ("Set-Cookie", before + tickets.pack(ticket) + after)]

    def standing(self, environ):
        """Headers and body of the page for whoever holds a number of the line of now, or None."""
        board = bulletin.read()
        if not (board.line and (request := self.anonymous(environ))):
            return None
        ticket = tickets.read(request)
        if not ticket or ticket.line != board.line:
            return None
        return self.prints.page(request, board, ticket)

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

"""The post that books, in front of Django and most of its middlewares.

It is the one request that must be quick when everybody comes at once. What is answered here is only
what the middlewares, the guard and the view behind it would answer with a booking: the same objects
and functions decide, and whether somebody is inside is asked in the statement that books. Whatever
is refused, unusual or goes wrong is left to them, with the words for it; asked again it is the same
booking, as the form's key says.
"""

import time
from io import BytesIO

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError, connection
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.security import SecurityMiddleware

from accounts import identity
from bookings import views
from bookings.forms import BookingForm
from portal.operations import health
from portal.waiting import passes

BOOK = ("POST", "/book/check/")
FORM = "application/x-www-form-urlencoded"


class Counter:
    """A WSGI application in front of another one, Django's."""

    def __init__(self, portal):
        self.portal = portal
        self.request_class = portal.request_class
        self.secure, self.csrf = SecurityMiddleware(views.check), CsrfViewMiddleware(views.check)

    def __call__(self, environ, start_response):
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == BOOK and plain(environ):
            started = time.perf_counter()
            if response := self.booked(environ):
                health.note(time.perf_counter() - started, response.status_code)
                start_response("303 See Other", list(response.items()))
                return [b""]
        return self.portal(environ, start_response)

    def booked(self, environ):
        """The way to the booking that was made, or None."""
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = BytesIO(body)
        request = self.request_class(environ)
        try:
            if self.secure.process_request(request) or not self.from_here(request):
                return None
            form, proof = BookingForm(request.POST), identity.verification_id(request)
            if not (proof and form.is_valid()):
                return None
            # As Django does at the beginning of each request; a test's transaction outlives them.
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            booking = form.save_if(passes.PROOF_INSIDE, proof)
        except (DatabaseError, InterfaceError, SuspiciousOperation):
            return None
        finally:
            environ["wsgi.input"] = BytesIO(body)
        return booking and self.onward(request, booking)

    def from_here(self, request):
        """Whether a page of ours sent this: any answer of the middleware is a refusal."""
        request.get_host()
        self.csrf.process_request(request)
        return self.csrf.process_view(request, views.check, (), {}) is None

    def onward(self, request, booking):
        response = views.see_other(booking)
        response["Content-Length"] = "0"
        return self.secure.process_response(request, response)


def plain(environ):
    """Whether it is a form as every browser sends it, and small."""
    length = environ.get("CONTENT_LENGTH") or ""
    return (
        environ.get("CONTENT_TYPE") == FORM
        and length.isdecimal()
        and int(length) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        and "%00" not in environ["QUERY_STRING"]
    )

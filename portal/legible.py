"""What nobody can read is the asker's mistake and gets a 400, not a crash.

PostgreSQL keeps no NUL, a codec's name in a header can be one that decodes no text, and
an address written by hand can ask a column for what it cannot hold. Said once, here,
instead of in every view and in Django's own admin.
"""

from django.core.exceptions import BadRequest
from django.db import DataError

from portal.errors import bad_request

#: What comes of a value that no column can hold: from PostgreSQL, or from Python before it.
UNANSWERABLE = (DataError, OverflowError)


class LegibleMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path_info or "%00" in request.META["QUERY_STRING"]:
            raise BadRequest("NUL in the address")
        if (request.encoding or "utf-8").lower() not in ("utf-8", "utf8"):
            raise BadRequest("not UTF-8")
        return self.get_response(request)

    def process_exception(self, request, exception):
        if request.method in ("GET", "HEAD") and isinstance(exception, UNANSWERABLE):
            return bad_request(request, exception)
        return None

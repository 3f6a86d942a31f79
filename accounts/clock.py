"""The one clock that rules read.

``portal_now()`` is a function of the database, so that no browser's, web
server's or worker's clock decides anything. A test database replaces it to
freeze time; nothing else may.
"""

from functools import lru_cache

from django.db import connection
from django.db.models import DateTimeField, Func
from django.utils.timezone import localtime


class PortalNow(Func):
    """The moment of the running statement, for use inside queries."""

    function = "portal_now"
    template = "%(function)s()"
    output_field = DateTimeField()


def now():
    """The database's moment, aware: for showing, never for deciding in a later write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_now()")
        return cursor.fetchone()[0]


def written(moment):
    """A moment in Korea as staff read it, ``2021-08-26 10:00``."""
    return f"{localtime(moment):%Y-%m-%d %H:%M}"


@lru_cache(4096)
def hour(moment):
    """The time of day in Korea, ``10:00``: a day has few, and long lists tell them again."""
    return f"{localtime(moment):%H:%M}"

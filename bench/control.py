"""The control of the booking bench: the booking's own statement in a bare view.

No middleware, no form, no signature, no limits, no bell; one ``cursor.execute`` over a
persistent connection, on the same server and with the same body as the real post.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = "bench.control"
application = get_wsgi_application()

from accounts.identity import COOKIE  # noqa: E402  models come after the set-up
from bookings.desk.holding import HOLD  # noqa: E402
from bookings.references import new_reference  # noqa: E402


def hold(request):
    """Who books is taken from the cookie without looking at its signature."""
    answers = {
        "reference": new_reference(),
        "verification": request.COOKIES[COOKIE].split(":")[0],
        "slot": request.POST["slot"],
        "key": request.POST["key"],
        "channel": "web",
    }
    with connection.cursor() as cursor:
        cursor.execute(HOLD, answers)
        row = cursor.fetchone()
    return HttpResponse(status=302, headers={"Location": f"/bookings/{row[1]}/"})


urlpatterns = [path("book/check/", hold)]

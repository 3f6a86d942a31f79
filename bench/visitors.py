"""Verified people as a web server meets them: a signed cookie, an address, a form's token."""

from typing import NamedTuple
from uuid import UUID, uuid5

from django.conf import settings
from django.http import HttpResponse

from bench.stage import PRODUCTION

#: Any valid token will do: it is compared with the one in the cookie.
TOKEN = "bench" * 6 + "ab"
HOST = PRODUCTION["ALLOWED_HOSTS"]
SERIES = UUID("3f9d6a52-0d6f-4b5e-9c0e-6f3f1b0c7a11")


class Verification(NamedTuple):
    pk: UUID


def verifications(cursor, first, count):
    """Ids of the verifications of people that nobody used before, by their number."""
    cursor.execute(
        "SELECT id::text FROM accounts_verification WHERE person_id > %s"
        " ORDER BY person_id LIMIT %s",
        [first, count],
    )
    return [UUID(pk) for (pk,) in cursor.fetchall()]


def cookie(verification):
    from accounts import identity  # a model's module: the stage must have set Django up

    response = HttpResponse()
    identity.begin(response, Verification(verification))
    (handed_out,) = response.cookies.values()
    return f"{handed_out.key}={handed_out.coded_value}"


def token_cookie():
    return f"{settings.CSRF_COOKIE_NAME}={TOKEN}"


def answers(number, slot):
    """The form that this visitor sends: a key of its own makes each a booking of its own."""
    key = uuid5(SERIES, str(number))
    return f"csrfmiddlewaretoken={TOKEN}&slot={slot}&key={key}"


def address(number):
    """A network address of one's own, as the proxy in front would pass it on."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"

"""The counter before Django books as the view behind it does, or leaves the answer to it."""

import uuid
from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest
from django.test import Client

from accounts import identity
from accounts.models import Verification
from accounts.tests.builders import make_person, show_cookie
from bookings.models import Booking
from clinics.models import Slot
from portal.counter import Counter
from portal.waiting import passes
from portal.waiting.models import Pass
from portal.waiting.tests.builders import set_gate
from portal.waiting.tests.test_door import OF_PAGES
from portal.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_transaction")]

TOKEN = "minji" * 6 + "mj"
KEY = "00000000-0000-0000-0000-000000000001"


class Shut:
    """Stands for Django where nobody may come through to it; what was sent is there to be read."""

    request_class = application.portal.request_class

    def __call__(self, environ, start_response):
        environ["wsgi.input"].read(1)
        raise LookupError("left to Django")


def cookie_of(verification):
    return show_cookie(Client(), verification).cookies.output(header="", sep=";")


@pytest.fixture
def send(town, verification):
    """Send Minji's form; :returns: status and headers."""

    def post(at=None, answers="", cookie=None, **environ):
        token, slot = TOKEN, town.slot.pk
        form = f"csrfmiddlewaretoken={token}&slot={slot}&key={KEY}{answers}".encode()
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/book/check/",
            "QUERY_STRING": f"slot={slot}",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(form)),
            "HTTP_HOST": "localhost",
            "HTTP_ORIGIN": "http://localhost",
            "HTTP_COOKIE": f"{cookie or cookie_of(verification)}; csrftoken={token}",
            "wsgi.input": BytesIO(form),
            **environ,
        }
        setup_testing_defaults(environ)
        said = []
        at = at or Counter(Shut())
        list(at(environ, lambda status, headers: said.append((status, dict(headers)))))
        return said[0]

    return post


@pytest.fixture
def inside(verification):
    passes.walk_in(verification)


@pytest.mark.usefixtures("inside")
class TestInside:
    def test_books_and_leads_to_the_booking(self, send, verification):
        status, headers = send()

        booking = Booking.objects.get()
        assert (booking.person, booking.status) == (verification.person, "held")
        assert booking.channel == "web"
        assert (status, headers["Location"]) == ("303 See Other", f"/bookings/{booking.reference}/")

    def test_says_what_django_would(self, send):
        slow, through_django = send(at=application.portal.portal)
        Verification.objects.update(person=make_person("박준", "1980-03-09"))
        Pass.objects.update(person=Verification.objects.get().person)

        quick, headers = send()

        kept = {name for name in through_django if name not in OF_PAGES}
        assert (quick, set(headers)) == (slow, kept)

    def test_asks_the_database_once(self, send, django_assert_num_queries):
        with django_assert_num_queries(3):  # the statement between SAVEPOINT and RELEASE
            send()

    def test_the_same_form_again_is_the_same_booking(self, send):
        first, again = send(at=application), send(at=application)

        assert again[1]["Location"] == first[1]["Location"]
        assert Booking.objects.count() == 1

    @pytest.mark.parametrize(
        "unusual",
        [
            {"HTTP_ORIGIN": "https://evil.example"},
            {"HTTP_HOST": "evil.example"},
            {"CONTENT_TYPE": "text/plain"},
            {"CONTENT_TYPE": "application/x-www-form-urlencoded; charset=hex"},
            {"CONTENT_LENGTH": "-1"},
            {"CONTENT_LENGTH": "70000"},
            {"QUERY_STRING": "slot=%00"},
            {"REQUEST_METHOD": "PUT"},
            {"cookie": f"{identity.COOKIE}=forged"},
            {"answers": "&slot=abc"},
            {"answers": "&key=abc"},
            {"answers": "&slot=999999999"},
            {"answers": "&csrfmiddlewaretoken=" + "x" * 32},
        ],
        ids=str,
    )
    def test_leaves_whatever_is_unusual_to_django(self, send, unusual):
        with pytest.raises(LookupError):
            send(**unusual)

        assert not Booking.objects.exists()

    def test_leaves_somebody_who_signed_out_to_django(self, send, verification):
        Verification.objects.filter(pk=verification.pk).update(ended_at=verification.started_at)

        with pytest.raises(LookupError):
            send()

        assert not Booking.objects.exists()

    def test_leaves_a_full_time_to_django(self, send, town):
        Slot.objects.filter(pk=town.slot.pk).update(capacity=0)

        status, _headers = send(at=application)

        assert status == "200 OK"
        assert not Booking.objects.exists()


def test_without_a_pass_nothing_is_booked(send):
    set_gate(state="metered")

    with pytest.raises(LookupError):
        send()

    assert not Booking.objects.exists()


def test_a_pass_of_another_device_opens_nothing(send, verification):
    passes.walk_in(verification)
    other = Verification.objects.create(
        person=verification.person, provider=verification.provider, ends_at=verification.ends_at
    )
    set_gate(state="metered")

    with pytest.raises(LookupError):
        send(cookie=cookie_of(other))

    assert not Booking.objects.exists()


def test_other_addresses_go_straight_to_django(send):
    with pytest.raises(LookupError):
        send(PATH_INFO=f"/book/{uuid.uuid4()}/")

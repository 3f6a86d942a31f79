"""Booking for another, page by page, and what each of the two sees."""

import uuid

import pytest
from django.test import Client

from accounts.tests.builders import give_number, make_phone_provider, show_cookie
from bookings.models import Booking, Mandate, ProxyBlock

from .builders import make_booking, make_clinic, make_person, make_round, make_slot, verify

pytestmark = pytest.mark.django_db

SAID = {
    "relationship": "parent",
    "name": "Youngja Lee",
    "number_front": "520309",
    "number_back": "2345678",
    "phone": "",
    "consent": "on",
}


@pytest.fixture
def gaon(at, settings):
    at("2021-05-13 10:00")
    settings.ATTESTER = "accounts.attesters.Demo"
    make_phone_provider()
    return make_clinic("Gaon Clinic")


@pytest.fixture
def slot(gaon):
    make_round(
        "2021-05-10 00:00", "2021-06-03 18:00", born=("1947-01-01", "1956-12-31"),
        vaccinate=("2021-05-27", "2021-06-19"),
    )  # fmt: skip
    return make_slot(gaon, "2021-05-28 10:00")


def browser(person):
    return show_cookie(Client(headers={"accept-language": "en"}), verify(person))


@pytest.fixture
def mother(slot):
    return give_number(make_person("Youngja Lee", "1952-03-09", "+821000000002"), "5203092345678")


@pytest.fixture
def minji(slot):
    return make_person("Minji Kim", "1980-03-09")


@pytest.fixture
def hers(minji):
    """Minji's browser."""
    return browser(minji)


@pytest.fixture
def named(hers, mother):
    assert hers.post("/verify/proxy/", SAID).url == "/book/proxy/"
    return Mandate.objects.get()


def send(client, slot):
    answers = {"slot": slot.pk, "key": uuid.uuid4()}
    return client.post("/book/proxy/check/", answers, follow=True)


def text(r):
    return r.content.decode()


def test_minji_books_for_her_mother(hers, named, mother, slot, gaon):
    page = text(hers.get("/book/proxy/"))
    assert "Y*********e" in page
    assert "my parent" in page
    district = f"?province=9900000000&district={gaon.district.code}"
    assert f"/book/proxy/clinics/{gaon.pk}/" in text(hers.get("/book/proxy/clinics/" + district))
    page = text(hers.get(f"/book/proxy/clinics/{gaon.pk}/"))
    assert f"/book/proxy/check/?slot={slot.pk}" in page
    assert "Book this appointment" in text(hers.get(f"/book/proxy/check/?slot={slot.pk}"))

    r = send(hers, slot)

    booking = Booking.objects.get()
    assert booking.person == mother
    assert r.redirect_chain == [(f"/bookings/#booked-{booking.reference}", 303)]
    assert "Booked for others" in text(r)
    assert "Gaon Clinic" in text(r)


def test_the_proxy_sees_time_clinic_and_state_and_no_more(hers, named, mother, slot):
    send(hers, slot)
    booking = Booking.objects.get()

    page = text(hers.get("/bookings/"))
    for secret in ("Youngja", "1952", "+821000000002"):
        assert secret not in page
    assert hers.get(f"/bookings/{booking.reference}/").status_code == 404


def test_her_mother_sees_it_as_her_own_and_who_made_it(hers, named, mother, slot):
    send(hers, slot)
    booking = Booking.objects.get()

    page = text(browser(mother).get(f"/bookings/{booking.reference}/"))

    assert "Booked for you by M*******m" in page
    assert "Minji" not in page


def test_the_proxy_cancels_what_she_made_and_nothing_else(hers, named, mother, slot):
    other = make_booking(make_person("Jun"), slot)
    assert hers.get(f"/bookings/made/{other.reference}/cancel/").status_code == 404
    send(hers, slot)
    booking = Booking.objects.get(person=mother)
    address = f"/bookings/made/{booking.reference}/cancel/"
    assert "Cancel this booking?" in text(hers.get(address))

    hers.post(address)

    booking.refresh_from_db()
    assert booking.status == "cancelled"
    assert "can no longer be cancelled" in text(hers.get(address))


def test_two_days_before_only_the_clinic_can(hers, named, mother, slot, at):
    send(hers, slot)
    at("2021-05-27 09:00")
    hers = browser(named.proxy)

    page = text(hers.get(f"/bookings/made/{Booking.objects.get().reference}/cancel/"))

    assert "too late" in page
    assert "02-000-0000" in page


def test_her_mother_blocks_it_and_lets_it_be_again(hers, named, mother, slot):
    theirs = browser(mother)
    assert "Let nobody else book for me" in text(theirs.get("/bookings/"))
    theirs.post("/bookings/proxies/", {"block": "1"})
    assert ProxyBlock.objects.get().person == mother

    assert hers.get("/book/proxy/").url == "/verify/proxy/"
    assert "Nobody else can book for this person here" in text(hers.post("/verify/proxy/", SAID))
    theirs.post("/bookings/proxies/", {"block": "0"})
    assert hers.post("/verify/proxy/", SAID).url == "/book/proxy/"


@pytest.mark.parametrize("button", ["/bookings/proxies/", "/verify/proxy/end/"])
def test_a_button_whose_form_was_lost_leads_to_her_bookings_and_does_nothing(hers, named, button):
    r = hers.get(button)

    assert (r.status_code, r.url) == (302, "/bookings/")
    assert hers.get("/book/proxy/").status_code == 200
    assert not ProxyBlock.objects.exists()


def test_a_booking_her_mother_made_meanwhile_is_not_told(hers, named, mother, slot):
    make_booking(mother, slot)

    page = text(send(hers, slot))

    assert "Nobody else can book for this person here" in page
    assert "already" not in page


def test_without_naming_anybody_every_page_asks_for_whom(hers, slot):
    for path in ("", "clinics/", f"clinics/{slot.clinic_id}/", f"check/?slot={slot.pk}"):
        assert hers.get(f"/book/proxy/{path}").url == "/verify/proxy/"


def test_whoever_stops_names_anew(hers, named):
    hers.post("/verify/proxy/end/")

    assert hers.get("/book/proxy/").url == "/verify/proxy/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"relationship": ""},
        {"relationship": "friend"},
        {"name": "1234"},
        {"number_front": "529999"},
        {"number_back": ""},
        {"phone": "1339"},
        {"consent": ""},
    ],
)
def test_bad_input_is_said_beside_the_field(hers, mother, wrong):
    r = hers.post("/verify/proxy/", {**SAID, **wrong})

    assert r.status_code == 200
    assert r.context["form"].errors
    assert "2345678" not in text(r)
    assert not Mandate.objects.exists()


def test_a_stranger_verifies_first(client, slot):
    assert client.get("/verify/proxy/").url == "/verify/?next=%2Fverify%2Fproxy%2F"


@pytest.mark.parametrize(
    "answers",
    [{}, {"slot": "\0"}, {"slot": "9" * 30, "key": "x"}, {"slot": "-1"}, {"slot": "999999"}],
)
def test_a_garbled_form_books_nothing(hers, named, answers):
    assert hers.post("/book/proxy/check/", answers).status_code == 404
    assert not Booking.objects.exists()

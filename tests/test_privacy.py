"""P9: what Minji says of herself is readable nowhere but on her own phone.

She verifies, books and cancels on the real web server, worker, store and SMS
gateway, waits, is offered a leftover dose and books for her sister. Then a dump
of the database, both logs, every answer and every cookie are searched for the
number, the name and the phone of both, however they are written.
"""

import json
import re
import subprocess
from urllib.parse import quote

import pytest
import requests
from django.db import connection

from accounts.models import Person, StaffMember
from accounts.push.keys import new_key
from accounts.push.subscribing import subscribe
from accounts.tests.builders import make_person, make_phone_provider, show_cookie, verify
from accounts.tests.gateway import Gateway
from bookings.models import Booking, Offer, Waitlist
from bookings.tests.builders import make_round, make_slot
from bookings.tests.leftovers import make_leftover_clinic, make_terms, publish
from portal.embedded import binaries
from tests.processes import await_truth, database_url

pytestmark = pytest.mark.django_db(transaction=True)

NAME, PHONE, NUMBER = "한별빛나래", "01082736451", "8003092718281"
SAID = {
    "name": NAME,
    "phone": "010-8273-6451",
    "number_front": NUMBER[:6],
    "number_back": NUMBER[6:],
    "consent_identifier": "on",
    "consent_health": "on",
}
SISTER = {
    "relationship": "sibling",
    "name": "한솔달무리",
    "phone": "010-3948-5716",
    "number_front": "820109",
    "number_back": "2637485",
    "consent": "on",
}
FORMS = {
    "name": [NAME, SISTER["name"]],
    "phone": [
        *(PHONE, "010-8273-6451", "+82 10-8273-6451", PHONE.lstrip("0")),
        *("01039485716", "010-3948-5716", "+82 10-3948-5716", "1039485716"),
    ],
    "number": [
        *(NUMBER, f"{NUMBER[:6]}-{NUMBER[6:]}", NUMBER[6:]),
        *("8201092637485", "820109-2637485", "2637485"),
    ],
}
WHERE = "?province=9900000000&district=9911000000"


def found(haystack, secret):
    """Which ways to write a secret occur: plainly, as PostgreSQL shows bytes, in JSON, in a URL."""
    ways = set()
    for text in FORMS[secret]:
        ways |= {text, text.encode().hex(), json.dumps(text)[1:-1], quote(text)}
    return {way for way in ways if way.encode() in haystack}


@pytest.fixture
def phone_provider(db):
    return make_phone_provider()


@pytest.fixture
def gateway(monkeypatch, phone_provider):
    """A gateway for the worker, which reads its settings from the environment."""
    gateway = Gateway()
    monkeypatch.setenv("SMS_BACKEND", "accounts.sms.solapi.SolapiBackend")
    monkeypatch.setenv("SMS_SENDER", "021234567")
    monkeypatch.setenv("SOLAPI_URL", gateway.url)
    monkeypatch.setenv("SOLAPI_KEY", "key")
    monkeypatch.setenv("SOLAPI_SECRET", "secret")
    yield gateway
    gateway.stop()


@pytest.fixture
def clinic(at):
    """In the morning after the opening it has a dose left, and nobody who waits for one yet."""
    at("2021-08-10 10:00")
    make_terms()
    return make_leftover_clinic()


@pytest.fixture
def slot(clinic):
    make_round()
    make_slot(clinic, "2021-10-08 10:00")
    return make_slot(clinic, "2021-08-27 10:00")


class Visitor:
    """A browser that keeps every byte it was shown."""

    def __init__(self, portal):
        self.portal, self.shown = portal, b""
        self.session = requests.Session()
        self.session.hooks["response"].append(self.keep)

    def keep(self, answer, **options):
        assert answer.status_code < 500
        self.shown += answer.content + str(answer.headers).encode() + answer.url.encode()

    @property
    def cookies(self):
        return "\n".join(f"{one.name}={one.value}" for one in self.session.cookies).encode()

    def get(self, path):
        return self.session.get(self.portal.url + path)

    def look(self, *paths):
        """At pages that are there, and hers."""
        for path in paths:
            answer = self.get(path)
            assert (answer.status_code, answer.url) == (200, self.portal.url + path)
        return answer

    def send(self, path, page, **answers):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
        return self.session.post(self.portal.url + path, {"csrfmiddlewaretoken": token, **answers})


@pytest.fixture
def minji(live_portal, gateway, slot, request, at):
    """She has verified, booked, looked and cancelled, with a mistake on the way; then the rest."""
    request.getfixturevalue("worker")
    minji = Visitor(live_portal)
    page = minji.get("/verify/?next=/book/")
    page = minji.send("/verify/?next=/book/", page, **SAID)
    await_truth(lambda: gateway.messages)
    page = minji.send("/verify/code/", page, digits="12345")
    code = re.search(r"\d{6}", gateway.messages[0]["text"])[0]
    minji.send("/verify/code/?next=/book/", page, digits=code)
    check = f"/book/check/?slot={slot.pk}"
    page = minji.get(check)
    key = re.search(r'name="key" value="([^"]+)"', page.text)[1]
    minji.send(check, page, slot=slot.pk, key=key)
    await_truth(lambda: Booking.objects.filter(dose=1, status="confirmed").exists())
    await_truth(lambda: len(gateway.messages) >= 2)
    booking = Booking.objects.get(dose=1)
    page = minji.get(f"/bookings/{booking.reference}/")
    minji.get("/bookings/")
    page = minji.get(f"/bookings/{booking.reference}/cancel/")
    minji.send(f"/bookings/{booking.reference}/cancel/", page)
    book_for_her_sister(minji, slot)
    ask_for_alerts(minji, slot.clinic)
    at("2021-08-10 10:01")
    be_offered_a_dose(minji, slot.clinic)
    return minji


def book_for_her_sister(minji, slot):
    minji.send("/verify/proxy/", minji.look("/verify/proxy/"), **SISTER)
    check = f"/book/proxy/check/?slot={slot.pk}"
    minji.look("/book/proxy/", f"/book/proxy/clinics/{WHERE}")
    page = minji.look(f"/book/proxy/clinics/{slot.clinic_id}/", check)
    key = re.search(r'name="key" value="([^"]+)"', page.text)[1]
    minji.send("/book/proxy/check/", page, slot=slot.pk, key=key)
    made = Booking.objects.get(maker__relationship="sibling", dose=1)
    minji.look("/bookings/", f"/bookings/made/{made.reference}/cancel/")


def ask_for_alerts(minji, clinic):
    """Of leftover doses; and wait for a place."""
    minji.send("/book/waitlist/", minji.look("/book/waitlist/"), region="9911000000")
    minji.look(f"/bookings/waitlist/{Waitlist.objects.get().pk}/leave/", "/bookings/")
    alerts = f"/leftover/alerts/{WHERE}"
    minji.send(alerts, minji.look(alerts), add=clinic.pk)


def be_offered_a_dose(minji, clinic):
    """She declines, and looks at it again among those that are open to everybody."""
    batch = publish(clinic, 1, until="2021-08-10 17:00")
    offer = await_truth(lambda: Offer.objects.filter(kind="leftover").first())
    minji.look("/leftover/alerts/", "/bookings/", f"/leftover/{WHERE}")
    page = minji.look(f"/bookings/offers/{offer.reference}/")
    minji.send(f"/bookings/offers/{offer.reference}/", page, answer="decline")
    await_truth(lambda: minji.get(f"/leftover/{batch.pk}/").status_code == 200)
    minji.look("/leftover/", "/bookings/")


def dump():
    """The whole database as ``pg_dump`` of the server's own version writes it."""
    server = connection.pg_version // 10000
    folders = [binaries.binaries(), f"/usr/lib/postgresql/{server}/bin"]
    for folder in folders:
        program = f"{folder}/pg_dump"
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        if int(re.search(r"\d+", said.stdout)[0]) >= server:
            return subprocess.check_output([program, database_url()])
    raise AssertionError(f"There is no pg_dump for PostgreSQL {server} here.")


def test_what_she_said_is_nowhere(minji, worker, live_portal, gateway):
    booked = Booking.objects.get(dose=1, status="cancelled")
    assert booked.person == Person.objects.earliest("pk")
    places = {
        "the database": dump(),
        "the worker's log": worker.log.read_bytes(),
        "the web server's log": live_portal.log.read_bytes(),
        "the answers": minji.shown,
        "the cookies": minji.cookies,
    }
    assert booked.reference.encode() in places["the database"]
    assert b"accounts.tasks.send_codes" in places["the worker's log"]
    assert booked.reference.encode() in places["the answers"]
    seen = {
        (name, secret): found(place, secret) for name, place in places.items() for secret in FORMS
    }
    assert {where: ways for where, ways in seen.items() if ways} == {}

    # Her cookies name rows and nothing else.
    assert re.fullmatch(r"[0-9a-f]{32}:\w{6}:[\w-]{43}", minji.session.cookies["person"])
    assert set(minji.session.cookies.keys()) <= {"person", "csrftoken", "django_language"}

    # Only the gateway was told her phone: there the same search finds it.
    assert PHONE in found(json.dumps(gateway.messages).encode(), "phone")


@pytest.mark.parametrize("secret", FORMS)
def test_the_search_finds_what_was_planted(db, at, secret):
    """The control: the same search of a dump that does hold the secret, as text and as bytes."""
    (text, *_) = FORMS[secret]
    StaffMember.objects.create(username="planted", last_name=text)
    person = Person.objects.create(birth_date="1980-03-09", sex="F", name="x", phone="x")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_person SET name = %s WHERE id = %s", [text.encode(), person.pk]
        )
    assert found(dump(), secret) >= {text, text.encode().hex()}


def test_a_refused_form_never_shows_the_number_again(client, phone_provider):
    """Name and phone are shown again to whoever has just typed them; the number is not."""
    page = client.post("/verify/", {**SAID, "phone": "1339"}).content
    assert found(page, "number") == set()
    assert found(page, "name") == {NAME}


def test_the_browsers_that_show_her_messages_say_nothing_of_her(client, at, settings):
    settings.PUSH_KEY = new_key()
    settings.MESSAGE_CHANNELS = ["accounts.channels.TextMessages", "accounts.push.WebPush"]
    at("2021-08-10 10:00")
    minji = make_person(NAME, phone=PHONE)
    subscribe(minji, "https://push.example/1", "point", "secret", "Chrome, Android")

    page = show_cookie(client, verify(minji)).get("/notifications/")

    assert b"Chrome, Android" in page.content
    for secret in ("name", "phone"):
        assert found(page.content + dump(), secret) == set()

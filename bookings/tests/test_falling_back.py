"""Whom none of their browsers took a message for gets it as a text message, and nobody else."""

import json

import pytest

from accounts.push.subscribing import subscribe
from accounts.tests.push_service import Browser, serving
from bookings import leftovers, notices
from bookings.models import Notification

from .builders import make_booking, make_clinic, make_person, make_slot
from .leftovers import make_leftover_clinic, make_terms, publish, waiting

pytestmark = pytest.mark.django_db

NAMES = ["Minji", "Jun", "Haneul", "Seoyeon"]


@pytest.fixture
def service(settings):
    yield from serving(settings)


@pytest.fixture
def browsers(service):
    """Minji's and Haneul's are there; Jun's is no more, and Seoyeon's service is in trouble."""
    browsers = {name: Browser(service, name) for name in NAMES}
    browsers["Jun"].status, browsers["Seoyeon"].status = 410, 503
    return browsers


def booked(at):
    slot = make_slot(make_clinic("Gaon Clinic"), "2021-08-27 10:00")
    for number, name in enumerate(NAMES):
        make_booking(make_person(name, phone=f"+82100000000{number}"), slot)


def offered(at):
    make_terms()
    clinic = make_leftover_clinic()
    for number, name in enumerate(NAMES):
        person = waiting(name, clinic)
        person.phone = f"+82100000000{number}"
        person.save()
    at("2021-08-26 14:00")
    publish(clinic, len(NAMES))
    leftovers.offer_batch()


@pytest.mark.parametrize("happens", [booked, offered])
def test_exactly_those_whose_browser_did_not_take_it_get_a_text_message(
    at, browsers, outbox, happens
):
    at("2021-08-26 13:59")
    happens(at)
    for message in Notification.objects.select_related("person"):
        person = message.person
        browser = browsers[person.name]
        keys = json.loads(browser.subscription())["keys"]
        subscribe(person, browser.endpoint, keys["p256dh"], keys["auth"], "Firefox, Linux")

    assert notices.deliver_batch() == len(NAMES)

    told = Notification.objects.exclude(delivered_at=None).order_by("pk")
    assert [(each.person.name, each.channel) for each in told] == [
        ("Minji", "push"),
        ("Jun", "sms"),
        ("Haneul", "push"),
        ("Seoyeon", "sms"),
    ]
    assert [message.to for message in outbox] == ["+821000000001", "+821000000003"]
    assert {name: len(each.letters) for name, each in browsers.items()} == {
        "Minji": 1, "Jun": 0, "Haneul": 1, "Seoyeon": 0,
    }  # fmt: skip
    assert notices.deliver_batch() == 0

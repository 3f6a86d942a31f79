"""Minji asks for an alert on her phone, is told of a leftover dose, and accepts it."""

import pytest
from django.utils.translation import gettext, override

from accounts.push.keys import new_key, public_key
from accounts.tests.push_service import Browser, PushService
from bookings import leftovers, notices
from bookings.models import Booking, Offer
from bookings.tests.builders import make_group, make_person
from bookings.tests.leftovers import make_terms, publish
from clinics.models import Clinic, OpeningHours
from tests import processes
from tests.phones import Phone

GAON = "?province=9900000000&district=9911000000"
CHANNELS = "accounts.channels.TextMessages,accounts.push.WebPush"


@pytest.fixture
def service(settings):
    settings.PUSH_KEY = new_key()
    service = PushService(public_key())
    yield service
    service.stop()


@pytest.fixture
def pushing(settings, service):
    """The environment of a portal that can write to browsers."""
    return {
        "PUSH_KEY": settings.PUSH_KEY,
        "PUSH_CONTACT": "mailto:portal@example.com",
        "PUSH_SERVICES": service.url,
        "MESSAGE_CHANNELS": CHANNELS,
    }


@pytest.fixture
def live_portal(transactional_db, store, tmp_path, pushing):
    portal = processes.Portal(tmp_path, 1, **pushing).start()
    yield portal
    portal.stop()


@pytest.fixture
def worker(transactional_db, store, tmp_path, pushing):
    worker = processes.Worker(tmp_path, **pushing).start()
    yield worker
    worker.stop()


@pytest.fixture
def hanbit(town):
    """Hanbit, at eight in the evening, with two hours until it closes."""
    make_terms(make_group())
    clinics = Clinic.objects.filter(pk__in=[town.hanbit.pk])
    clinics.update(latitude=37.10, longitude=127.00)
    OpeningHours.objects.create(clinic=town.hanbit, weekday=1, opens="09:00", closes="22:00")
    town.hanbit.nurse = town.nurse
    return town.hanbit


def press(minji, words, clinic):
    with override(minji.language):
        name = gettext(words) % {"clinic": clinic.name}
    minji.arrive(minji.page.get_by_role("button", name=name, exact=True))


def subscribe(minji, hanbit):
    minji.open(f"/leftover/{GAON}")
    minji.follow("Alerts for me")
    press(minji, "Alert me for %(clinic)s", hanbit)
    minji.sees("You have an alert here")


def offer_one(hanbit, at):
    at("2021-08-09 20:01")
    publish(hanbit, 5, "2021-08-09 21:30")
    leftovers.offer_batch()
    return Offer.objects.get()


def accept(minji):
    minji.press("Accept and book")
    minji.sees("Show this at the clinic, on your phone or printed, with proof of identity.")
    booking = Booking.objects.get()
    assert (booking.status, booking.channel) == ("confirmed", "leftover")


@pytest.mark.parametrize(("screen", "script"), [("phone", False), ("desktop", True)])
def test_minji_is_told_by_text_message(enter, worker, hanbit, at, screen, script):
    person = make_person("김민지", "1980-03-09", "01012345678")
    minji = enter(person, screen, script, "ko")
    subscribe(minji, hanbit)

    offer_one(hanbit, at)
    notices.ring()
    phone = Phone("01012345678", worker.log)
    processes.await_truth(phone.messages)
    assert "한빛의원" in phone.messages()[0]

    minji.open(f"/leftover/{GAON}")
    minji.open("/bookings/")
    minji.arrive(minji.page.locator(".message a").first)
    accept(minji)


#: What a browser's maker does: a machine without a way to the push service of Chromium's has no
#: subscription to give. All else of the browser is its own.
MAKER = """
PushManager.prototype.subscribe = async options => ({
  toJSON: () => (%s), key: new Uint8Array(options.applicationServerKey) });
"""


def test_minji_is_told_by_her_browser(enter, worker, hanbit, at, service):
    minji = enter(make_person("김민지", "1980-03-09", "01012345678"), "phone", True, "ko")
    phone = Browser(service, "phone")
    minji.page.context.grant_permissions(["notifications"], origin=minji.url)
    minji.page.add_init_script(MAKER % phone.subscription())
    subscribe(minji, hanbit)
    minji.follow("Notifications of this browser instead of text messages")
    minji.press("Notify me in this browser")
    assert minji.page.locator("main li.card").count() == 1

    offer = offer_one(hanbit, at)
    notices.ring()
    processes.await_truth(lambda: phone.letters)
    (letter,) = phone.shown
    assert letter["link"] == offer.get_absolute_url()
    assert "한빛의원" in letter["text"]
    assert "SMS to" not in worker.log.read_text()

    minji.open(letter["link"])
    accept(minji)

"""Minji asks for an alert on her phone, is told of a leftover dose, and accepts it."""

import pytest
from django.utils.translation import gettext, override

from accounts.clock import PortalNow
from accounts.models import Verification
from accounts.push.keys import new_key, public_key
from accounts.tests.builders import give_number
from accounts.tests.push_service import Browser, PushService
from bookings import leftovers, notices
from bookings.models import Booking, LeftoverBatch, Offer
from bookings.tests.builders import make_group, make_person
from bookings.tests.leftovers import make_terms, publish
from clinics.models import Clinic, OpeningHours
from tests import processes
from tests.phones import Phone

from .citizen import Citizen
from .keyboard import KeyboardOnly

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
    """Its messages lead back to it."""
    portal = processes.Portal(tmp_path, 1, **pushing)
    portal.environment["PORTAL_URL"] = portal.url
    yield portal.start()
    portal.kill()


@pytest.fixture
def worker(live_portal, tmp_path):
    worker = processes.Worker(tmp_path, **live_portal.environment).start()
    yield worker
    worker.kill()


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
    # The worker hears of it too, and may be the one who is just offering.
    return processes.await_truth(Offer.objects.first)


def accept(minji):
    minji.press("Accept and book")
    minji.sees("Show this at the clinic, on your phone or printed, with proof of identity.")
    booking = Booking.objects.get()
    assert (booking.status, booking.channel) == ("confirmed", "leftover")


def told(enter, worker, hanbit, at, *way):
    """:returns: Minji, who has asked for an alert, and where the link of her message leads."""
    person = make_person("김민지", "1980-03-09", Citizen.number)
    give_number(person, "".join(Citizen.registration))
    minji = enter(person, *way, who=Citizen)
    subscribe(minji, hanbit)
    offer = offer_one(hanbit, at)
    notices.ring()
    phone = Phone(Citizen.number, worker.log)
    processes.await_truth(phone.messages)
    (message,) = phone.messages()
    assert "한빛의원" in message
    address = message.rpartition(" ")[2]
    assert address == minji.url + offer.get_absolute_url()
    return minji, offer.get_absolute_url()


@pytest.mark.parametrize(("screen", "script"), [("phone", False), ("desktop", True)])
def test_minji_is_told_by_text_message(enter, worker, hanbit, at, screen, script):
    minji, _link = told(enter, worker, hanbit, at, screen, script, "ko")

    minji.open(f"/leftover/{GAON}")
    minji.open("/bookings/")
    minji.arrive(minji.page.locator(".message a").first)
    accept(minji)


@pytest.mark.parametrize(("screen", "script"), [("phone", True), ("desktop", False)])
def test_minji_follows_the_link_after_her_session_is_over(
    enter, worker, hanbit, at, screen, script
):
    minji, link = told(enter, worker, hanbit, at, screen, script, "ko")
    Verification.objects.update(ends_at=PortalNow())

    minji.open(link)
    assert minji.path().startswith("/verify/")
    minji.verify(worker.log)

    assert minji.path() == link
    minji.sees("A leftover dose for you")
    accept(minji)


def test_minji_follows_the_link_and_declines(enter, worker, hanbit, at):
    minji, link = told(enter, worker, hanbit, at, "phone", False, "ko")

    minji.open(link)
    minji.press("Decline")

    minji.sees("You declined this place")
    assert minji.path() == link
    assert Offer.objects.get().state == "declined"
    assert not Booking.objects.exists()
    minji.follow("Alerts for me")
    minji.sees("한빛의원")


def test_minji_takes_what_remains_by_the_keyboard_alone(enter, worker, hanbit, at):
    """From the district on the map to the clinic beside it, and on."""
    at("2021-08-09 20:01")
    publish(hanbit, 5, "2021-08-09 21:30")
    leftovers.offer_batch()
    processes.await_truth(LeftoverBatch.objects.exclude(turn_over_at=None).exists)
    minji = enter(make_person("김민지", "1980-03-09"), "desktop", True, "ko", who=KeyboardOnly)

    minji.open("/leftover/?province=9900000000")
    district = "figure.map a[href*='district=9911000000']:not([tabindex])"
    minji.arrive(minji.page.locator(district).first)
    minji.arrive(minji.page.locator("#found a.button").first)
    minji.press("Take this dose")

    minji.sees("Show this at the clinic, on your phone or printed, with proof of identity.")
    assert Booking.objects.get().channel == "leftover"


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

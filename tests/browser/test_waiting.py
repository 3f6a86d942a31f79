"""Minji waits with a browser: with script the page sees by itself that it is her turn."""

import pytest
from django.http import HttpResponse

from accounts import identity
from accounts.tests.builders import verify
from bookings.tests.builders import make_person
from portal.waiting import bulletin, places
from portal.waiting.models import Gate, Line

from .visitor import Visitor

WAYS = pytest.mark.parametrize(
    ("screen", "script", "language"), [("phone", True, "ko"), ("desktop", False, "en")]
)


@pytest.fixture
def line(town):
    """Everybody is called, and nobody was yet."""
    gate = Gate.read()
    gate.state = Gate.State.METERED
    gate.save()
    return Line.objects.current()


def announce(line, **words):
    """What admission writes each second; the clock of the town stands still, and so does it."""
    bulletin.write(
        {"line": line.pk, "state": "metered", "queueing": True, "good_for": 3600}
        | {"served": line.served, "opens_at": line.opens_at.isoformat(), **words}
    )


def prove_who_she_is(minji):
    response = HttpResponse()
    identity.begin(response, verify(make_person("김민지", "1980-03-09")))
    name, value = identity.COOKIE, response.cookies[identity.COOKIE].value
    minji.page.context.add_cookies([{"name": name, "value": value, "url": minji.url}])


@WAYS
def test_from_the_number_to_the_turn(seat, line, screen, script, language):
    announce(line)
    minji = seat(Visitor, screen, script, language)
    minji.open("/book/")
    minji.press("Take a number")
    minji.sees("You are next")
    minji.sees("Prove who you are while you wait")
    prove_who_she_is(minji)
    minji.open("/wait/")
    minji.sees(
        "You have proved who you are. When it is your turn, this page says so;"
        " you then have ten minutes to go in."
    )

    assert places.call(1) == 1
    line.refresh_from_db()
    announce(line, rate=1.0)
    if not script:
        minji.open("/wait/")
    minji.sees("It is your turn")
    minji.look()
    minji.press("Go in and book")
    minji.sees("You can book now")


def test_a_lost_network_is_told_and_changes_nothing(seat, line):
    announce(line, rate=1.0)
    minji = seat(Visitor, "phone", True, "en")
    minji.open("/book/")
    minji.press("Take a number")
    minji.page.context.set_offline(True)
    minji.page.evaluate("dispatchEvent(new Event('online'))")
    minji.sees("No network at the moment. Your place is kept; this page goes on by itself.")

    minji.page.context.set_offline(False)
    minji.complaints.clear()
    minji.open("/wait/")
    minji.sees("You are next")


@WAYS
def test_the_other_pages_of_the_room(seat, enter, at, line, screen, script, language):
    announce(line, state="paused", message={"ko": "잠시 점검합니다.", "en": "A short check."})
    newcomer = seat(Visitor, screen, script, language)
    newcomer.open("/wait/")
    newcomer.sees("Booking is paused. You can take a number all the same; it is kept.")

    haneul = make_person("하늘", "1980-03-09")
    minji = enter(haneul, screen, script, language)
    minji.open("/wait/")
    at("2021-08-09 20:05")
    later = enter(haneul, screen, script, language)
    later.open("/wait/")
    minji.open("/wait/")
    minji.sees("You went on with another device")

    places.call(1)
    haneul.places.update(lapsed_at=line.opens_at)
    later.open("/wait/")
    later.sees("Your turn has passed")
    later.press("Take a new number")
    later.sees("You are next")

"""Minji waits with a browser: with script the page sees by itself that it is her turn."""

import time

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

#: No machine hears them, so the page's own calls are counted.
COUNT_TONES = """
globalThis.tones = 0;
const real = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () { tones += 1; return real.call(this); };
null;
"""


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
    # The portal's processes may have looked for the test before this one.
    time.sleep(bulletin.GLANCE)


def prove_who_she_is(minji):
    response = HttpResponse()
    identity.begin(response, verify(make_person("김민지", "1980-03-09")))
    name, value = identity.COOKIE, response.cookies[identity.COOKIE].value
    minji.page.context.add_cookies([{"name": name, "value": value, "url": minji.url}])


@WAYS
def test_from_the_number_to_the_turn(seat, line, screen, script, language):
    announce(line, rate=1.0)  # of a line that stands the page asks too seldom to be watched
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

    if script:
        minji.page.evaluate(COUNT_TONES)
        minji.button("Play a sound when it is my turn").click()
        assert minji.page.evaluate("tones") == 3  # so that she knows it

    assert places.call(1) == 1
    line.refresh_from_db()
    announce(line, rate=1.0)
    if not script:
        minji.open("/wait/")
    minji.sees("It is your turn")
    assert minji.say("It is your turn") in minji.page.title()
    assert not script or minji.page.evaluate("tones") == 6
    minji.look()
    minji.press("Go in and book")
    minji.sees("You can book now")


def test_a_browser_works_on_a_task_before_it_gets_a_number(seat, line):
    announce(line, puzzle=True)
    minji = seat(Visitor, "phone", True, "ko")
    minji.open("/wait/")
    minji.press("Take a number")
    minji.sees("You are next")


def test_without_a_script_the_proof_of_identity_comes_before_the_number(seat, line):
    announce(line, puzzle=True)
    minji = seat(Visitor, "desktop", False, "en")
    minji.open("/wait/")
    minji.press("Take a number")
    assert minji.path() == "/verify/?next=%2Fwait%2F"

    prove_who_she_is(minji)
    minji.open("/wait/")
    minji.sees("You are next")


def airplane_mode(minji):
    """Off for as long as it takes the page to notice, and on again, as people did in 2021."""
    minji.page.context.set_offline(True)
    minji.page.evaluate("dispatchEvent(new Event('online'))")
    minji.sees("No network at the moment. Your place is kept; this page goes on by itself.")
    minji.page.context.set_offline(False)
    minji.complaints.clear()


def test_airplane_mode_at_each_step_of_the_wait_lets_nobody_in_and_moves_nobody(seat, line):
    """B3. In 2021 the queue lived in the browser's script and, when it lost the network for three
    seconds, let the phone through. Here it is told, and knows nothing that could let it in."""
    announce(line, rate=1.0)
    minji = seat(Visitor, "phone", True, "en")

    def still_outside(words):
        minji.open("/book/clinics/")
        assert minji.path() == "/wait/"
        minji.sees(words)

    minji.open("/wait/")
    airplane_mode(minji)
    still_outside("Take a number")

    minji.press("Take a number")
    minji.sees("You are next")
    airplane_mode(minji)
    still_outside("You are next")

    prove_who_she_is(minji)
    minji.open("/wait/")
    airplane_mode(minji)
    still_outside("You are next")
    place = line.places.get()
    assert (place.number, place.called_at) == (1, None)

    places.call(1)
    minji.open("/wait/")
    airplane_mode(minji)
    still_outside("It is your turn")

    minji.page.context.set_offline(True)
    minji.button("Go in and book").click()
    minji.page.wait_for_url("chrome-error://**")
    minji.page.context.set_offline(False)
    minji.complaints.clear()
    still_outside("It is your turn")
    place.refresh_from_db()
    assert place.entered_at is None
    minji.press("Go in and book")
    minji.look()
    assert minji.path() == "/book/clinics/"


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

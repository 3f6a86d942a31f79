"""The edges of a round's window, forms opened long before, and rounds entered wrongly (B1, B6, F1,
F17). Every hour of every window of 2021: ``bookings/tests/test_rounds_of_2021.py``."""

import pytest

from accounts.models import Verification
from accounts.tests.builders import make_person, verify
from bookings.models import Booking, RoundVersion
from bookings.tests.builders import make_round, seoul
from portal.operations.tests.test_rehearsing import rehearse
from portal.waiting.models import Pass
from portal.waiting.tests.builders import set_gate

from .attacker import FORM, KEY, person_cookie

#: The edges of the window in the town, and how many bookings a form makes at each.
EDGES = {
    "2021-08-09 19:59:59": 0,
    "2021-08-09 20:00:00": 1,
    "2021-08-10 17:59:59": 1,
    "2021-08-10 18:00:00": 0,
}


@pytest.fixture
def open_gate(line):
    set_gate(state="open")


def still_verified(at, moment):
    now = at(moment)
    Verification.objects.update(ends_at=now.replace(year=2022))
    Pass.objects.update(ends_at=now.replace(year=2022))


@pytest.mark.parametrize("has_pass", [False, True])
def test_a_form_sent_by_hand(attacker, open_gate, town, at, has_pass):
    """B1, F1. In 2021 the form's address was passed round before the opening, and worked.

    Nothing is written a second before, not even by somebody who is inside already; the
    very same form is taken at the second itself. At the closing it is the other way round.
    """
    booked = {}
    for moment in EDGES:
        at(moment)
        somebody = verify(make_person("김민지", "1980-03-09"))
        if has_pass:
            Pass.objects.create(person=somebody.person, verification=somebody)
        attacker(**person_cookie(somebody)).ask(FORM, {"slot": town.slot.pk, "key": KEY})
        booked[moment] = somebody.person.bookings.count()

    assert booked == EDGES


def test_a_page_opened_hours_early_and_sent_in_the_first_second(attacker, minji, line, town, at):
    """B6. In 2021 tabs opened before the opening skipped the queue, which only the browser knew of.

    The page itself is not to be had early, and its answers, known all the same, wait in
    line like everybody's.
    """
    early = attacker(**person_cookie(minji))
    still_verified(at, "2021-08-09 15:00")
    assert early.ask(f"{FORM}?slot={town.slot.pk}").path == "/book/"
    still_verified(at, "2021-08-09 20:00")

    answer = early.ask(FORM, {"slot": town.slot.pk, "key": KEY})

    assert (answer.status, answer.path) == (303, "/wait/")
    assert not Booking.objects.exists()


def test_without_the_guard_that_form_is_the_first_of_all(past_the_guard, minji, town):
    """The control."""
    past_the_guard(**person_cookie(minji)).ask(FORM, {"slot": town.slot.pk, "key": KEY})

    assert Booking.objects.exists()


def test_a_cohort_that_nobody_rehearsed_is_refused_and_a_rehearsal_finds_it(
    attacker, open_gate, town, at
):
    """F17. In 2021 an hour written without its zero told people of a new cohort for seven hours
    that they were not eligible. Here an hour is no text; typed wrongly all the same, the rehearsal
    finds it days before. The control: who is sent in unrehearsed meets what they met then."""
    teens = make_round(
        "2021-08-11 21:00", "2021-08-12 18:00", born=("2004-01-01", "2009-12-31"), code="teens"
    )
    announced = {"opens_at": "2021-08-11 20:00", "closes_at": "2021-08-12 18:00"}
    haneul = verify(make_person("하늘", "2005-05-05"))

    found, surprise = rehearse(teens, **announced)
    assert "brought a surprise" in surprise
    assert "could not book and must" in found
    still_verified(at, "2021-08-11 20:00")
    form = {"slot": town.slot.pk, "key": KEY}
    attacker(**person_cookie(haneul)).ask(FORM, form)
    assert not Booking.objects.exists()

    terms = RoundVersion.objects.filter(pk=teens.current_id).values().get()
    terms |= {"id": None, "number": 2, "opens_at": seoul("2021-08-11 20:00")}
    teens.current = RoundVersion.objects.create(**terms)
    teens.save()

    attacker(**person_cookie(haneul)).ask(FORM, form)
    assert Booking.objects.get().person == haneul.person

"""The opening of a line with an early lane: who was drawn stands before who came later."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts.tests.builders import make_person, verify
from portal.waiting import bulletin, places
from portal.waiting.admission import Health
from portal.waiting.models import Line, Place
from portal.waiting.steward import Steward, crowd
from tests.processes import await_truth
from tests.races.starting_line import held_back, race, standing

from .early import BEFORE, CLOSED, TOO_LATE, enrol, make_line, order

OPENED = "2021-08-09 20:00"


@pytest.fixture
def line(at):
    """Minji and Jun enrolled; Haneul came when the live lane began, and was the first there."""
    at(BEFORE)
    line = make_line()
    enrol(line, "Minji", "Jun")
    at(CLOSED)
    places.claim(line, 1, verify(make_person("Haneul"), minutes=60))
    return line


def called():
    return [
        (place.person.name, place.position)
        for place in Place.objects.exclude(called_at=None).order_by("lane", "number")
    ]


def test_without_any_operator_the_steward_settles_the_order_and_calls_at_the_opening(line, at):
    Steward().tick(Health())
    assert Line.objects.get(pk=line.pk).draw.digest != ""

    at(TOO_LATE)
    Steward().tick(Health())
    assert Line.objects.get(pk=line.pk).early_size == 2
    assert called() == []

    at(OPENED)
    # A steward that has just begun calls for a whole second, however fast this test is.
    Steward().tick(Health())

    first, second = [Place.objects.get(receipt=receipt).person.name for receipt in order(line)]
    assert called() == [(first, 1), (second, 2), ("Haneul", 3)]


def test_a_portal_that_was_down_for_the_last_minutes_goes_on_at_once(line, at):
    at("2021-08-09 20:07")

    Steward().tick(Health())

    assert [position for _, position in called()] == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_a_long_void_draw_makes_nobody_believe_that_all_is_paused(line, at):
    place = line.places.filter(lane=0).first()
    at(TOO_LATE)
    with ThreadPoolExecutor(1) as threads:
        with held_back(place):
            ticking = threads.submit(race, [lambda: Steward().tick(Health())])
            await_truth(standing)
            bulletin.forget()
            assert (bulletin.read().line, bulletin.read().get("good_for")) == (line.pk, 60)
        ticking.result()

    bulletin.forget()
    assert bulletin.read().get("good_for") == bulletin.GOOD_FOR
    assert Line.objects.get(pk=line.pk).early_size == 2


def test_nobody_of_the_line_is_called_while_the_order_is_open(line, at):
    at(OPENED)

    assert places.call(10) == 0


def mark(line):
    return Line.objects.get(pk=line.pk).early_called


@pytest.mark.django_db(transaction=True)
def test_an_early_place_that_was_busy_is_called_next_and_not_forgotten(line, at):
    at(TOO_LATE)
    Steward().tick(Health())
    first = line.places.filter(lane=0).earliest("number")
    at(OPENED)
    with held_back(first):
        assert places.call(1) == 1
    assert [position for _, position in called()] == [2]
    assert mark(line) == 0
    assert crowd(most=10).waiting == 2

    assert places.call(1) == 1
    assert [position for _, position in called()] == [1, 2]
    assert mark(line) == 2
    assert crowd(most=10).waiting == 1


def test_the_mark_stays_behind_who_is_called_and_late_live_numbers_are_not_lost(line, at):
    at(TOO_LATE)
    Steward().tick(Health())
    at(OPENED)
    assert places.call(1) == 1
    assert mark(line) == 1
    assert places.call(5) == 2

    places.claim(Line.objects.get(pk=line.pk), 2, verify(make_person("Yuna"), minutes=60))
    assert crowd(most=10).waiting == 1
    assert places.call(5) == 1
    assert (mark(line), called()[-1]) == (2, ("Yuna", 4))

"""Fifty people who were called press the button at once, and the room holds ten."""

from contextlib import contextmanager

import pytest
from django.db import connection

from accounts.tests.builders import make_person, verify
from portal.waiting import passes, places
from portal.waiting.models import Line, Pass
from portal.waiting.tests.builders import make_place, set_gate

from .starting_line import race

pytestmark = pytest.mark.django_db(transaction=True)

LOCK = "PERFORM pg_advisory_xact_lock(hashtext('open_pass'));"


@pytest.fixture
def called(at):
    at("2021-08-09 20:00")
    set_gate(target=10, capacity=10)
    line = Line.objects.current()
    there = [make_place(line, number) for number in range(1, 51)]
    places.call(50)
    return [lambda place=place: passes.enter(place, place.verification) for place in there]


@contextmanager
def without_the_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('open_pass'::regproc)")
        (real,) = cursor.fetchone()
        assert LOCK in real
        cursor.execute(real.replace(LOCK, ""))
        try:
            yield
        finally:
            cursor.execute(real)


def test_ten_come_in_and_forty_are_told_that_it_is_full(called):
    answers = race(called, behind="waiting_place")

    assert sorted(answers) == ["full"] * 40 + ["inside"] * 10
    assert Pass.objects.live().count() == 10


def test_without_the_lock_fifty_come_in(called):
    with without_the_lock():
        answers = race(called, behind="waiting_place")

    assert answers == ["inside"] * 50
    assert Pass.objects.live().count() == 50


def test_one_person_with_two_devices_at_once_has_one_pass_and_meets_no_deadlock(at):
    at("2021-08-09 20:00")
    minji = make_person("Minji")
    phone = verify(minji)
    at("2021-08-09 20:01")
    laptop = verify(minji)

    answers = race([lambda: passes.walk_in(phone), lambda: passes.walk_in(laptop)] * 10)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert passes.walk_in(laptop) == "inside"
    assert Pass.objects.get().verification == laptop


def test_two_stewards_call_everybody_once(at):
    """The second one skips whom the first is calling, and waits for nobody."""
    at("2021-08-09 20:00")
    line = Line.objects.current()
    for number in range(1, 41):
        make_place(line, number)

    called = race([lambda: places.call(10) for _ in range(4)])

    assert called == [10] * 4
    line.refresh_from_db()
    assert line.served == 40

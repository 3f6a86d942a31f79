"""When somebody in line is offered a leftover dose, and where."""

import pytest

from bookings import leftovers, offers, tasks
from bookings.models import LeftoverTurn

from ..builders import seoul
from . import broken, make_leftover_clinic, make_terms, offered, publish, waiting

pytestmark = pytest.mark.django_db

NIGHT = ("21:00", "08:30")


@pytest.fixture
def clinic(at):
    at("2021-08-26 07:00")
    make_terms()
    return make_leftover_clinic(closes="23:30")


def test_who_sleeps_is_in_line_again_afterwards(at, clinic):
    at("2021-08-26 10:00")
    waiting("Minji", clinic, quiet=("09:00", "15:00"))
    at("2021-08-26 10:01")
    waiting("Jun", clinic)
    at("2021-08-26 14:00")
    publish(clinic, 1)
    leftovers.offer_batch()
    leftovers.offer_batch()
    assert offered() == ["Jun"]
    assert leftovers.wake() == 0

    at("2021-08-26 15:00")
    assert leftovers.wake() == 1
    offers.end_batch()
    leftovers.offer_batch()
    assert offered() == ["Minji"]
    assert broken() == []


@pytest.mark.parametrize("moment", ["08:30:00", "12:00:00", "20:59:59"])
def test_who_sleeps_at_night_is_offered_by_day(at, clinic, moment):
    waiting("Minji", clinic, quiet=NIGHT)
    at(f"2021-08-26 {moment}")
    publish(clinic, 1, "2021-08-26 23:00")

    leftovers.offer_batch()

    assert offered() == ["Minji"]


@pytest.mark.parametrize(
    ("moment", "wakes"),
    [
        ("07:00:01", "2021-08-26 08:30"),
        ("08:29:59", "2021-08-26 08:30"),
        ("21:00:00", "2021-08-27 08:30"),
        ("22:59:59", "2021-08-27 08:30"),
    ],
)
def test_who_sleeps_at_night_is_offered_nothing_until_the_morning(at, clinic, moment, wakes):
    waiting("Minji", clinic, quiet=NIGHT)
    at(f"2021-08-26 {moment}")
    publish(clinic, 1, "2021-08-26 23:45")

    leftovers.offer_batch()

    assert offered() == []
    assert LeftoverTurn.objects.get().wakes_at == seoul(wakes)
    at(wakes)
    assert leftovers.wake() == 1


def test_of_two_clinics_with_doses_it_is_the_one_she_prefers(at, clinic):
    there = make_leftover_clinic("Narae Clinic")
    minji = waiting("Minji", there, clinic)
    at("2021-08-26 14:00")
    publish(clinic, 1)
    preferred = publish(there, 1)

    leftovers.offer_batch()

    assert minji.offers.get().slot == preferred.slot


def test_the_sweep_finds_whose_time_is_over_and_who_rested_long_enough(at, clinic):
    """Nobody rings for either."""
    waiting("Minji", clinic)
    waiting("Jun", clinic, quiet=("21:00", "07:30"))
    at("2021-08-26 07:01")
    publish(clinic, 1, "2021-08-26 10:00")
    tasks.sweep_leftovers()
    assert offered() == ["Minji"]

    at("2021-08-26 07:31")
    tasks.sweep_leftovers()

    assert offered() == ["Jun"]

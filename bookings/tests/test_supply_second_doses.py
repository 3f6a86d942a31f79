"""A delivery is late: where the second dose goes when the first moves, and when it must itself."""

import datetime as dt

import pytest

from bookings.models import WorkItem

from .builders import make_booking, make_clinic, make_person, make_round, make_slot
from .supply import Lee, fates, second_of, sound, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    make_round()
    return make_clinic("Gaon Clinic")


@pytest.fixture
def lee(gaon):
    return Lee()


@pytest.fixture
def minji(gaon):
    """Minji on 26 August at ten."""
    return make_booking(make_person("Minji"), make_slot(gaon, "2021-08-26 10:00"))


def test_the_second_dose_stays_while_its_interval_allows(gaon, lee, minji):
    make_slot(gaon, "2021-08-30 10:00", capacity=8)
    second = second_of(minji, make_slot(gaon, "2021-10-07 10:00"))

    act = lee.carry_out("late")

    second.refresh_from_db()
    assert second.slot.places.date == dt.date(2021, 10, 7)
    assert fates(act) == {"moved": 1}


def test_else_it_follows_the_first(gaon, lee, minji):
    make_slot(gaon, "2021-09-20 10:00", capacity=8)
    second = second_of(minji, make_slot(gaon, "2021-10-07 10:00"))
    make_slot(gaon, "2021-11-01 10:00")

    act = lee.carry_out("late")

    second.refresh_from_db()
    assert second.slot.places.date == dt.date(2021, 11, 1)
    assert told(second) == ["confirmed", "changed"]
    assert act.items.get(booking=second).why == "interval"
    assert sound()


def test_or_is_given_back_and_staff_find_one(gaon, lee, minji):
    make_slot(gaon, "2021-09-20 10:00", capacity=8)
    second = second_of(minji, make_slot(gaon, "2021-10-07 10:00"))

    lee.carry_out("late")

    second.refresh_from_db()
    assert second.status == "cancelled"
    assert told(minji) == ["confirmed", "changed", "second_waits"]
    assert sound()


def test_a_second_dose_alone_moves_inside_its_interval(gaon, lee, minji):
    second = second_of(minji, make_slot(gaon, "2021-10-07 10:00"))
    make_slot(gaon, "2021-10-14 10:00")

    lee.carry_out("late", first_date=dt.date(2021, 10, 5), last_date=dt.date(2021, 10, 8))

    second.refresh_from_db()
    assert second.slot.places.date == dt.date(2021, 10, 14)


def test_later_than_the_interval_allows_it_is_cancelled_or_listed(gaon, lee, minji):
    second = second_of(minji, make_slot(gaon, "2021-10-07 10:00"))
    make_slot(gaon, "2021-10-15 10:00")
    days = {"first_date": dt.date(2021, 10, 5), "last_date": dt.date(2021, 10, 8)}

    lee.carry_out("late", placeless="cancel", **days)

    second.refresh_from_db()
    assert second.status == "cancelled"
    assert told(minji) == ["confirmed", "second_waits"]
    assert WorkItem.objects.get().cause == "supply"
    assert sound()

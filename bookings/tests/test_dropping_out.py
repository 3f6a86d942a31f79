"""Gaon Clinic drops out: its people go to the nearest clinics with room."""

import datetime as dt
import uuid

import pytest

from bookings import desk, supply
from bookings.refusals import Full
from clinics.models import Shortage

from .builders import (
    give_dose,
    make_booking,
    make_clinic,
    make_person,
    make_round,
    make_slot,
    verify,
)
from .supply import Lee, fates, second_of, sound, told

pytestmark = pytest.mark.django_db

FROM = {"first_date": dt.date(2021, 8, 26), "last_date": None}


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    make_round()
    return make_clinic("Gaon Clinic", latitude=37.5, longitude=127.0)


@pytest.fixture
def lee(gaon):
    return Lee()


@pytest.fixture
def minji(gaon):
    return make_booking(make_person("Minji"), make_slot(gaon, "2021-08-26 10:00"))


def clinic(name, km, day="2021-08-26 10:00", **more):
    """A clinic so far to the north, with places on a day."""
    there = make_clinic(name, latitude=37.5 + km / 111.2, longitude=127.0)
    make_slot(there, day, **more)
    return there


def leave(lee, gaon, **more):
    return lee.carry_out("dropout", clinics=[gaon.pk], **FROM, **more)


def where(booking):
    booking.refresh_from_db()
    return booking.slot.clinic.name, booking.slot.places.date.day


def test_they_go_to_the_nearest_clinic_with_room_on_the_same_day(gaon, lee, minji):
    clinic("Far Clinic", 8)
    clinic("Near Clinic", 2)
    clinic("Full Clinic", 1, capacity=0)

    act = leave(lee, gaon)

    assert where(minji) == ("Near Clinic", 26)
    assert (fates(act), told(minji)) == ({"moved": 1}, ["confirmed", "changed"])
    assert sound()


def test_a_day_weighs_as_much_as_a_kilometre(gaon, lee, minji):
    clinic("Far Clinic", 8)
    clinic("Near Clinic", 2, "2021-08-30 10:00")

    leave(lee, gaon)

    assert where(minji) == ("Near Clinic", 30)


def test_nobody_is_sent_further_than_was_said(gaon, lee, minji):
    clinic("Far Clinic", 8)

    act = leave(lee, gaon, within_km=5)

    assert (fates(act), told(minji)[-1]) == ({"listed": 1}, "supply_waits")


def test_where_a_position_is_not_known_the_district_counts(gaon, lee, minji):
    make_slot(make_clinic("Unknown Clinic"), "2021-08-26 10:00")

    leave(lee, gaon)

    assert where(minji) == ("Unknown Clinic", 26)


def test_a_clinic_that_drops_out_too_takes_nobody(gaon, lee, minji):
    other = clinic("Near Clinic", 2)

    act = lee.carry_out("dropout", clinics=[gaon.pk, other.pk], **FROM)

    assert fates(act) == {"listed": 1}


def test_both_doses_go_to_the_same_clinic(gaon, lee, minji):
    second = second_of(minji, make_slot(gaon, "2021-10-07 10:00"))
    near = clinic("Near Clinic", 2)
    make_slot(near, "2021-10-11 10:00")
    clinic("Nearer Clinic", 1, "2021-10-07 10:00")

    leave(lee, gaon)

    assert (where(minji), where(second)) == (("Near Clinic", 26), ("Near Clinic", 11))
    assert sound()


def test_a_second_dose_whose_first_was_given_goes_alone(at, gaon, lee, minji):
    second = second_of(minji, make_slot(gaon, "2021-10-07 10:00"))
    near = clinic("Near Clinic", 2, "2021-10-08 10:00")
    at("2021-08-26 10:10")
    give_dose(minji, lee.member)

    leave(lee, gaon)

    assert where(second) == (near.name, 8)
    assert told(minji)[-1] == "completed"


def test_nobody_new_is_booked_there_for_good(gaon, lee, minji):
    leave(lee, gaon)
    later = make_slot(gaon, "2021-09-06 10:00")
    supply.work()

    assert Shortage.objects.get().last_date is None
    with pytest.raises(Full):
        desk.book(verify(make_person("Jun")).pk, later.pk, uuid.uuid4())

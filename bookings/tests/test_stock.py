"""A round whose places are gone says so on every page, and takes it back when there are some."""

import datetime as dt

import pytest
from django.test import Client

from accounts.tests.builders import show_cookie
from bookings import stock
from clinics.models import ClinicDay, Slot

from .builders import make_clinic, make_person, make_round, make_slot, seoul, verify

pytestmark = pytest.mark.django_db

EVENING = seoul("2021-08-09 20:00")


@pytest.fixture
def round_(at):
    at("2021-08-09 20:00")
    return make_round(code="Thirties")


@pytest.fixture
def slot(round_):
    return make_slot(make_clinic(), "2021-08-26 10:00", capacity=1)


def full_since(round_):
    round_.refresh_from_db()
    return round_.full_since


def test_with_a_place_left_nothing_is_said(round_, slot):
    assert stock.look() == 0
    assert full_since(round_) is None


def test_with_the_last_place_gone_it_is_written_down_since_when(at, round_, slot):
    Slot.objects.update(taken=1)

    assert stock.look() == 1
    at("2021-08-09 20:05")
    assert stock.look() == 0

    assert full_since(round_) == EVENING


def test_a_place_given_back_is_noticed(round_, slot):
    Slot.objects.update(taken=1)
    stock.look()
    Slot.objects.update(taken=0)

    assert stock.look() == 1
    assert full_since(round_) is None


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"start": "2021-10-01 10:00"},
        {"start": "2021-08-25 10:00"},
        {"start": "2021-08-26 10:30", "limit": 0},
    ],
    ids=["after the round's days", "before them", "on a day whose doctors see no more"],
)
def test_places_that_the_round_does_not_offer_do_not_count(round_, elsewhere):
    make_slot(make_clinic(), **elsewhere)
    stock.look()

    assert full_since(round_) == EVENING


def test_nor_do_other_vaccines_and_clinics_that_stopped(round_, slot):
    slot.clinic.vaccinates = False
    slot.clinic.save()
    stock.look()

    assert full_since(round_) == EVENING


def test_of_today_only_times_to_come_count(at, round_, slot):
    round_.current = round_.versions.create(
        number=2,
        opens_at=EVENING,
        closes_at=EVENING + dt.timedelta(30),
        birth_from="1972-01-01",
        birth_to="2003-12-31",
        vaccinate_from="2021-08-26",
        vaccinate_to="2021-08-26",
        groups=[slot.group_id],
    )
    round_.save()
    seen = {}
    for moment in ("09:59:59", "10:00"):
        at(f"2021-08-26 {moment}")
        stock.look()
        seen[moment] = full_since(round_) is None

    assert seen == {"09:59:59": True, "10:00": False}


def test_a_round_that_is_not_open_is_left_alone(at, round_):
    at("2021-08-09 19:59:59")

    assert stock.look() == 0


def test_who_may_book_is_told_before_they_search(round_, slot):
    minji = show_cookie(Client(headers={"accept-language": "en"}), verify(make_person("Minji")))
    words = "All places of this round are taken at this moment."
    assert words not in minji.get("/book/").text

    ClinicDay.objects.update(limit=0)
    stock.look()

    assert words in minji.get("/book/").text

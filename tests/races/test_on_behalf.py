"""Minji books on the web while somebody books for her."""

import uuid

import pytest

from accounts.models import Call
from bookings import desk
from bookings.models import Booking, Maker
from bookings.tests.builders import make_person, make_round, make_staff, verify
from clinics.tests.builders import make_clinic, make_slot

from .starting_line import race, without
from .test_places import kinds, sound

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wide(at):
    at("2021-08-09 20:00")
    make_round()
    return make_slot(make_clinic(), "2021-08-26 11:00", capacity=50)


@pytest.fixture
def minji(wide):
    return make_person("Minji")


def on_the_web(minji, slot):
    verification, key = verify(minji).pk, uuid.uuid4()
    return lambda: desk.book(verification, slot.pk, key)


def by_telephone(minji, slot, operator):
    call = Call.objects.create(staff=operator, person=minji, reason="asks for a time")
    key = uuid.uuid4()
    return lambda: desk.book_for_caller(call, slot.pk, key)


@pytest.fixture
def everywhere(minji, wide):
    han = make_staff("han", "Call-centre operators")
    return [
        call for _ in range(5) for call in (on_the_web(minji, wide), by_telephone(minji, wide, han))
    ]


def test_on_the_web_and_by_telephone_at_once_is_one_booking(everywhere, wide):
    results = race(everywhere, behind=wide)

    assert kinds(results) == ["AlreadyBooked"] * 9 + ["Booking"]
    assert Booking.objects.count() == 1
    assert Maker.objects.count() <= 1
    assert sound()


def test_without_its_index_it_is_ten(everywhere, wide):
    with without("one_active_booking"):
        results = race(everywhere, behind=wide)

        assert kinds(results) == ["Booking"] * 10
        assert not sound()

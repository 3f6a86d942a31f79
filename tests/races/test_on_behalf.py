"""Minji books on the web while somebody books for her."""

import uuid

import pytest

from accounts.models import Call
from bookings import desk
from bookings.models import Booking, Maker, Mandate
from bookings.proxies import mandates
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


# --- Two children book for one mother -----------------------------------------------


@pytest.fixture
def two(minji):
    """Two of her children, each about to name her."""
    children = [make_person(f"Child {n}", "2004-01-01", f"+82100000020{n}") for n in range(2)]
    return [
        Mandate.objects.create(proxy=child, identifier=b"x", relationship="parent")
        for child in children
    ]


def as_a_proxy(mandate, slot):
    verification, key = verify(mandate.proxy).pk, uuid.uuid4()
    return lambda: desk.book_for_another(verification, mandate, slot.pk, key)


def test_two_proxies_name_one_person_at_once_and_one_may_book(two, minji):
    results = race([lambda row=row: mandates.begin(row, minji) for row in two])

    assert kinds(results) == ["Mandate", "Refused"]
    assert Mandate.objects.live().count() == 1


def test_without_its_index_both_may_and_still_one_booking_comes_of_it(two, minji, wide):
    with without("one_mandate_a_subject"):
        assert kinds(race([lambda row=row: mandates.begin(row, minji) for row in two])) == [
            "Mandate",
            "Mandate",
        ]

        results = race([as_a_proxy(mandate, wide) for mandate in two], behind=wide)

        assert kinds(results) == ["Booking", "Refused"]
        assert Booking.objects.count() == Maker.objects.count() == 1
        assert sound()
        Mandate.objects.all().delete()


def test_without_both_indexes_her_children_have_two(two, minji, wide):
    with without("one_active_booking"), without("one_mandate_a_subject"):
        for mandate in two:
            mandates.begin(mandate, minji)

        results = race([as_a_proxy(mandate, wide) for mandate in two], behind=wide)

        assert kinds(results) == ["Booking", "Booking"]
        assert not sound()
        Mandate.objects.all().delete()

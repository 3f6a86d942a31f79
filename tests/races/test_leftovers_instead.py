"""One person between an appointment and what is left today; others want the appointment's place."""

import uuid

import pytest

from bookings import desk, leftovers
from bookings.models import Booking
from bookings.tests.builders import make_booking, make_person, make_round, make_slot, verify
from bookings.tests.leftovers import an_afternoon, broken, publish

from .starting_line import race, without

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(at):
    return an_afternoon(at)


@pytest.fixture
def left(clinic):
    """Doses that are open to everybody."""
    batch = publish(clinic, 9)
    leftovers.offer_batch()
    return batch


@pytest.fixture
def slot(clinic, left):
    make_round(opens="2021-08-09 00:00", closes="2021-09-20 18:00")
    return make_slot(clinic, "2021-09-10 10:00", capacity=2)


def taking(person, batch):
    proof, key = verify(person).pk, uuid.uuid4()
    return lambda: leftovers.take(proof, batch, key)


def booking(person, slot):
    proof, key = verify(person).pk, uuid.uuid4()
    return lambda: desk.book(proof, slot.pk, key)


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def test_who_books_a_time_while_they_take_what_is_left_has_one_booking(left, slot):
    """Both have looked and found no booking."""
    minji = make_person()

    results = race([taking(minji, left), booking(minji, slot)], behind="clinics_slot")

    assert kinds(results) == ["AlreadyBooked", "Booking"]
    assert minji.bookings.active().count() == 1
    assert broken() == []


@pytest.mark.parametrize("step", [1, -1])
def test_whichever_is_written_first_they_have_one_booking(left, slot, step):
    """Neither has looked: whoever comes second may find the first, and replace a time by it."""
    minji = make_person()

    race([taking(minji, left), booking(minji, slot)][::step], behind="bookings_booking")

    assert minji.bookings.active().count() == 1
    assert broken() == []


def test_without_one_active_booking_a_person_they_have_both(left, slot):
    minji = make_person()
    with without("one_active_booking"):
        race([taking(minji, left), booking(minji, slot)], behind="clinics_slot")

        assert minji.bookings.active().count() == 2


@pytest.fixture
def minji(slot):
    """She has one of the two places."""
    minji = make_person()
    make_booking(minji, slot)
    return minji


def crowd(slot):
    return [booking(make_person(f"Guest {n}"), slot) for n in range(4)]


def test_a_place_given_back_for_what_is_left_is_for_one_of_those_who_come_then(minji, left, slot):
    calls = [taking(minji, left), *crowd(slot)]

    took, *others = race(calls, behind=slot, in_turn=True)

    assert kinds(others) == ["Booking"] * 2 + ["Full"] * 2
    assert minji.bookings.active().get() == took
    slot.refresh_from_db()
    assert slot.taken == 2
    assert broken() == []


def test_a_place_given_back_after_the_others_came_is_taken_once_at_most(minji, left, slot):
    """The first writes the row; behind its next version they stand in whatever order."""
    calls = [*crowd(slot), taking(minji, left)]

    first, *others, took = race(calls, behind=slot, in_turn=True)

    booked = 1 + kinds(others).count("Booking")
    assert isinstance(first, Booking)
    assert booked in (1, 2)
    assert kinds(others) == ["Booking"] * (booked - 1) + ["Full"] * (4 - booked)
    assert minji.bookings.active().get() == took
    slot.refresh_from_db()
    assert slot.taken == booked
    assert broken() == []


def test_without_the_slots_constraint_all_who_come_have_it(minji, left, slot):
    with without("slot_within_capacity"):
        race([taking(minji, left), *crowd(slot)], behind=slot, in_turn=True)

        assert Booking.objects.counted().filter(slot=slot).count() == 4

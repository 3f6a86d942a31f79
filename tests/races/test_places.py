import uuid

import pytest

from bookings import desk
from bookings.audit import audit
from bookings.models import Booking
from bookings.refusals import Full
from bookings.tests.builders import make_person, make_round, verify
from clinics.tests.builders import make_clinic, make_slot

from .starting_line import race, without

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(at):
    at("2021-08-09 20:00")
    return make_clinic()


@pytest.fixture
def slot(clinic):
    """One place is left."""
    slot = make_slot(clinic, "2021-08-26 10:00", capacity=1)
    make_round()
    return slot


def booking_of(person, slot, key=None):
    """A call that books, ready for a race."""
    verification, key = verify(person).pk, key or uuid.uuid4()
    return lambda: desk.book(verification, slot.pk, key)


def crowd(size, slot):
    return [booking_of(make_person(f"Guest {n}"), slot) for n in range(size)]


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def sound():
    return [check.says for check, breaches, _examples in audit() if breaches] == []


def test_fifty_people_want_the_last_place_and_one_has_it(slot):
    results = race(crowd(50, slot), behind=slot)

    assert kinds(results) == ["Booking"] + ["Full"] * 49
    assert Booking.objects.count() == 1
    assert sound()


def test_without_its_constraint_the_last_place_is_sold_fifty_times(slot):
    with without("slot_within_capacity"):
        results = race(crowd(50, slot), behind=slot)

        assert kinds(results) == ["Booking"] * 50
        assert not sound()


def test_a_clinics_day_is_not_oversold_through_two_slots(clinic, slot):
    morning = make_slot(clinic, "2021-08-27 10:00", capacity=20, limit=5)
    noon = make_slot(clinic, "2021-08-27 12:00", capacity=20, limit=5)

    results = race(crowd(20, morning) + crowd(20, noon))

    assert sum(isinstance(result, Booking) for result in results) == 5
    assert all(isinstance(result, Booking | Full) for result in results)
    assert sound()


def test_one_person_in_twenty_parallel_posts_has_one_booking(clinic, slot):
    wide = make_slot(clinic, "2021-08-26 11:00", capacity=50)
    minji = make_person("Minji")

    results = race([booking_of(minji, wide) for _ in range(20)], behind=wide)

    assert kinds(results) == ["AlreadyBooked"] * 19 + ["Booking"]
    assert Booking.objects.count() == 1
    assert sound()


def test_without_its_index_one_person_has_twenty(clinic, slot):
    wide = make_slot(clinic, "2021-08-26 11:00", capacity=50)
    minji = make_person("Minji")
    with without("one_active_booking"):
        results = race([booking_of(minji, wide) for _ in range(20)], behind=wide)

        assert kinds(results) == ["Booking"] * 20
        assert not sound()


def test_one_form_sent_twenty_times_at_once_is_one_booking_for_all(clinic, slot):
    wide = make_slot(clinic, "2021-08-26 11:00", capacity=50)
    minji, key = make_person("Minji"), uuid.uuid4()

    results = race([booking_of(minji, wide, key) for _ in range(20)], behind=wide)

    assert results == [Booking.objects.get()] * 20
    assert sound()


@pytest.fixture
def minjis(clinic, slot):
    """Her booking of one of two places; the other is free."""
    wide = make_slot(clinic, "2021-08-26 11:00", capacity=2)
    booking = booking_of(make_person("Minji"), wide)()
    return Booking.objects.select_related("slot").get(pk=booking.pk)


def leaving(booking):
    return lambda: desk.cancel(booking)


def test_a_place_given_back_before_the_others_come_is_taken_by_one_more(minjis):
    calls = [leaving(minjis), *crowd(8, minjis.slot)]

    results = race(calls, behind=minjis.slot, in_turn=True)

    assert kinds(results) == ["Booking"] * 2 + ["Full"] * 6 + ["NoneType"]
    assert Booking.objects.counted().count() == 2
    assert sound()


def test_a_place_given_back_after_the_others_came_is_taken_once_at_most(minjis):
    """The first writes the row; behind its next version they stand in whatever order."""
    calls = [*crowd(8, minjis.slot), leaving(minjis)]

    results = race(calls, behind=minjis.slot, in_turn=True)

    booked = kinds(results).count("Booking")
    assert booked in (1, 2)
    assert kinds(results) == ["Booking"] * booked + ["Full"] * (8 - booked) + ["NoneType"]
    assert Booking.objects.counted().count() == booked
    assert sound()


def test_without_its_constraint_a_place_given_back_is_taken_by_all(minjis):
    with without("slot_within_capacity"):
        race([leaving(minjis), *crowd(8, minjis.slot)], behind=minjis.slot, in_turn=True)

        assert Booking.objects.counted().count() == 8
        assert not sound()


def test_two_people_in_a_hurry_meet_no_deadlock(clinic, slot):
    """Bookings at both slots of one day while both are given back."""
    first = make_slot(clinic, "2021-08-28 10:00", capacity=60)
    second = make_slot(clinic, "2021-08-28 10:30", capacity=60)
    there = [call() for call in crowd(15, first) + crowd(15, second)]
    mine = Booking.objects.in_bulk([booking.pk for booking in there]).values()
    leave = [lambda booking=booking: desk.cancel(booking) for booking in mine]

    results = race(leave + crowd(10, first) + crowd(10, second))

    assert [result for result in results if isinstance(result, Exception)] == []
    assert Booking.objects.counted().count() == 20
    assert sound()

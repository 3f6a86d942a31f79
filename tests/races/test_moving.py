"""People who move meet people who move, who book and who cancel."""

import uuid
from threading import Barrier

import pytest
from django.db import transaction
from django.db.models import F

from bookings import desk
from bookings.audit import audit
from bookings.tests.builders import make_booking, make_person, make_round, verify
from clinics.models import Slot
from clinics.tests.builders import make_clinic, make_slot

from .starting_line import race, without

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    make_round()
    return make_clinic()


@pytest.fixture
def last(gaon):
    """One place is left, on Friday."""
    return make_slot(gaon, "2021-08-27 10:00", capacity=1)


def there(slot, size, name="Guest"):
    """People who are confirmed at a slot."""
    return [make_booking(make_person(f"{name} {n}"), slot) for n in range(size)]


def moving(booking, slot):
    key = uuid.uuid4()
    return lambda: desk.change(booking, slot.pk, key)


def booking_of(name, slot):
    verification, key = verify(make_person(name)).pk, uuid.uuid4()
    return lambda: desk.book(verification, slot.pk, key)


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def sound():
    return [check.says for check, breaches, _examples in audit() if breaches] == []


def test_twenty_move_to_the_last_place_and_nineteen_keep_theirs(gaon, last):
    wide = make_slot(gaon, "2021-08-26 10:00", capacity=20)

    results = race([moving(each, last) for each in there(wide, 20)], behind=last)

    assert kinds(results) == ["Booking"] + ["Full"] * 19
    wide.refresh_from_db()
    last.refresh_from_db()
    assert (wide.taken, last.taken) == (19, 1)
    assert sound()


def test_without_its_constraint_all_of_them_move_there(gaon, last):
    wide = make_slot(gaon, "2021-08-26 10:00", capacity=20)
    people = there(wide, 20)
    with without("slot_within_capacity"):
        results = race([moving(each, last) for each in people], behind=last)

        assert kinds(results) == ["Booking"] * 20
        assert not sound()


def test_of_one_who_moves_and_one_who_books_one_has_the_last_place(gaon, last):
    wide = make_slot(gaon, "2021-08-26 10:00", capacity=20)
    (minji,) = there(wide, 1)

    results = race([moving(minji, last), booking_of("Jun", last)], behind=last)

    assert kinds(results) == ["Booking", "Full"]
    assert sound()


def test_who_moves_and_cancels_at_once_holds_no_place(gaon, last):
    wide = make_slot(gaon, "2021-08-26 10:00", capacity=20)
    for n in range(5):
        (minji,) = there(wide, 1, f"Minji {n}")

        race([moving(minji, last), lambda minji=minji: desk.cancel(minji)], behind=minji)

        minji.refresh_from_db()
        assert minji.status == "cancelled"
        wide.refresh_from_db()
        last.refresh_from_db()
        assert (wide.taken, last.taken) == (0, 0)
    assert sound()


def test_two_who_want_each_others_full_time_keep_their_own(gaon, last):
    other = make_slot(gaon, "2021-08-30 10:00", capacity=1)
    (minji,), (jun,) = there(last, 1, "Minji"), there(other, 1, "Jun")

    results = race([moving(minji, other), moving(jun, last)])

    assert kinds(results) == ["Full", "Full"]
    assert sound()


def test_crowds_that_change_places_meet_no_deadlock(gaon):
    """Ten go from the first slot to the second while ten come the other way."""
    slots = [make_slot(gaon, f"2021-08-{day} 10:00", capacity=40) for day in (26, 27)]
    crowds = [there(slot, 10, f"Crowd {n}") for n, slot in enumerate(slots)]
    calls = [moving(each, slots[1 - n]) for n, crowd in enumerate(crowds) for each in crowd]

    results = race(calls, behind=slots[0])

    assert kinds(results) == ["Booking"] * 20
    assert sound()


def test_without_the_order_of_locks_they_do(gaon):
    """The control: the new place is counted first, whichever slot comes first by id."""
    slots = [make_slot(gaon, f"2021-08-{day} 10:00", capacity=40, taken=1) for day in (26, 27)]
    both_have_one = Barrier(2)

    def by_hand(old, new):
        @transaction.atomic
        def call():
            Slot.objects.filter(pk=new.pk).update(taken=F("taken") + 1)
            both_have_one.wait(timeout=10)
            Slot.objects.filter(pk=old.pk).update(taken=F("taken") - 1)

        return call

    results = race([by_hand(*slots), by_hand(*reversed(slots))])

    assert kinds(results) == ["NoneType", "OperationalError"]

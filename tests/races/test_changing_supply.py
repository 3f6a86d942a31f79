"""A delivery is late while people move, cancel and book."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from bookings import desk, supply
from bookings.models import Booking, SupplyItem
from bookings.tests.builders import make_booking, make_person, make_round, verify
from bookings.tests.supply import Lee, fates, finish, sound, told
from clinics.tests.builders import make_clinic, make_slot
from tests.processes import await_truth

from .starting_line import held_back, race, standing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    make_round()
    return make_clinic()


@pytest.fixture
def late(gaon):
    return make_slot(gaon, "2021-08-30 10:00", capacity=20)


@pytest.fixture
def crowd(gaon, late):
    slot = make_slot(gaon, "2021-08-26 10:00", capacity=10)
    return [make_booking(make_person(f"Guest {n}"), slot) for n in range(10)]


def begun():
    """An act whose bookings are gathered and wait for their turn."""
    lee = Lee()
    act = lee.prepare("late")
    supply.start(act, lee.member)
    while not SupplyItem.objects.exists():
        supply.work()
    return act


def moved_or_gone(booking, act):
    """Whether exactly one of the two, the person and the act, has changed it."""
    item = act.items.get(booking=booking)
    return (item.state, told(booking)) in [
        ("spared", ["confirmed", "cancelled"]),
        ("spared", ["confirmed", "changed"]),
        ("moved", ["confirmed", "changed"]),
        ("moved", ["confirmed", "changed", "cancelled"]),
        ("moved", ["confirmed", "changed", "changed"]),
    ]


def test_people_who_cancel_or_move_at_once_are_told_all_that_happens(gaon, crowd, late):
    act = begun()
    other = make_slot(gaon, "2021-08-31 10:00", capacity=20)
    calls = [lambda each=each: desk.cancel(each) for each in crowd[:3]]
    calls += [
        lambda each=each: desk.change(each, other.pk, uuid.uuid4(), None) for each in crowd[3:6]
    ]

    results = race([*calls, supply.work], behind=crowd[0].slot)
    finish()

    assert [each for each in results if isinstance(each, Exception)] == []
    assert all(moved_or_gone(each, act) for each in crowd)
    assert not Booking.objects.filter(slot=crowd[0].slot, status="confirmed").exists()
    act.refresh_from_db()
    assert (act.state, sound()) == ("finished", True)


def test_whom_somebody_holds_is_passed_over_and_done_later(gaon, crowd, late):
    act = begun()

    def in_between():
        with transaction.atomic():
            Booking.objects.select_for_update().get(pk=crowd[0].pk)
            race([supply.work])

    in_between()
    assert fates(act) == {"moved": 9, "waiting": 1}

    finish()
    assert fates(act) == {"moved": 10}


def test_those_who_book_the_last_places_leave_the_others_for_later_days(gaon, late, crowd):
    """Ten are to move to twenty places, which fifteen others want at the same moment."""
    make_slot(gaon, "2021-08-31 10:00", capacity=20)
    act = begun()
    proofs = [verify(make_person(f"Quick {n}")).pk for n in range(15)]
    calls = [lambda proof=proof: desk.book(proof, late.pk, uuid.uuid4()) for proof in proofs]

    race([*calls, supply.work], behind=late)
    finish()

    assert fates(act) == {"moved": 10}
    assert sound()


def test_two_workers_move_nobody_twice(gaon, crowd, late):
    act = begun()

    race([lambda: supply.work(2)] * 4)
    finish()

    assert fates(act) == {"moved": 10}
    assert {tuple(told(each)) for each in crowd} == {("confirmed", "changed")}


def test_stopping_waits_for_the_batch_and_then_nothing_is_written(gaon, crowd, late):
    act = begun()

    with ThreadPoolExecutor(2) as threads, held_back(late):
        working = threads.submit(alone, lambda: supply.work(2))
        await_truth(lambda: standing() == 1)
        stopping = threads.submit(alone, lambda: supply.stop(act, act.made_by))
        await_truth(lambda: standing() == 2)
        assert not stopping.done()

    assert (working.result(), stopping.result()) == ([2], [None])
    assert (supply.work(2), fates(act)) == (0, {"moved": 2, "waiting": 8})


def alone(call):
    return race([call])

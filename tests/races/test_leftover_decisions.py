"""An offer of a leftover dose that is answered while somebody else ends it, or wants the dose."""

import uuid

import pytest

from accounts.clock import PortalNow
from accounts.models import Call
from bookings import leftovers, offers
from bookings.models import Booking, Offer
from bookings.tests.builders import make_person, verify
from bookings.tests.leftovers import (
    an_afternoon,
    broken,
    publish,
    waiting,
)

from .starting_line import clock_at_the_edge, disabled, late, race, without

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(at):
    return an_afternoon(at, "13:59")


@pytest.fixture
def offer(clinic, at):
    """Minji's, until ten past two."""
    waiting("Minji", clinic)
    at("2021-08-26 14:00")
    publish(clinic, 1)
    leftovers.offer_batch()
    return Offer.objects.get()


@pytest.fixture
def ending(offer):
    clock_at_the_edge(offer.ends_at)
    return offer


def accepting(offer):
    proof = verify(offer.person).pk
    return lambda: offers.accept(proof, offer.reference)


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def state_of(offer):
    offer.refresh_from_db()
    return offer.state


def test_what_is_being_accepted_the_sweep_passes_over(ending):
    results = race([accepting(ending)], behind=ending.slot, meanwhile=[late(offers.end_batch)])

    assert results == [Booking.objects.get(), 0]
    assert state_of(ending) == "accepted"
    assert broken() == []


def test_what_the_sweep_is_ending_is_not_accepted(ending):
    calls = [late(offers.end_batch), accepting(ending)]

    results = race(calls, behind=ending.slot, in_turn=True)

    assert kinds(results) == ["TooLate", "int"]
    assert (state_of(ending), Booking.objects.count()) == ("lapsed", 0)
    assert broken() == []


def test_accepted_before_it_is_stopped_they_come(clinic, offer):
    calls = [accepting(offer), lambda: leftovers.stop(offer.slot.batch, clinic.nurse)]

    results = race(calls, behind=offer, in_turn=True)

    assert results == [Booking.objects.get(), None]
    assert state_of(offer) == "accepted"
    assert broken() == []


def test_stopped_before_it_is_accepted_nobody_comes(clinic, offer):
    calls = [lambda: leftovers.stop(offer.slot.batch, clinic.nurse), accepting(offer)]

    results = race(calls, behind=offer, in_turn=True)

    assert kinds(results) == ["NoneType", "TooLate"]
    assert (state_of(offer), Booking.objects.count()) == ("withdrawn", 0)
    assert broken() == []


def look_and_end(offer, state):
    """What neither the sweep nor whoever stops does: look without a lock, and write then."""

    def run():
        assert Offer.objects.get().state == "open"
        return Offer.objects.filter(pk=offer.pk).update(state=state, decided_at=PortalNow())

    return run


ENDS = pytest.mark.parametrize("state", ["lapsed", "withdrawn"])


@ENDS
def test_even_who_looks_first_and_writes_then_ends_nothing_that_was_accepted(offer, state):
    results = race([accepting(offer), look_and_end(offer, state)], behind=offer, in_turn=True)

    assert kinds(results) == ["Booking", "InternalError"]
    assert state_of(offer) == "accepted"
    assert broken() == []


@ENDS
def test_without_decisions_being_final_they_end_what_was_accepted(offer, state):
    with disabled("bookings_offer", "decided_once"):
        race([accepting(offer), look_and_end(offer, state)], behind=offer, in_turn=True)

    assert (state_of(offer), Booking.objects.count()) == (state, 1)
    assert broken() == [
        "every accepted offer became a booking of its person and dose, and no other did"
    ]


@pytest.fixture
def three(clinic, at):
    """Three doses: two are kept, for Minji and for Jun, and one is free."""
    for name in ("Minji", "Jun"):
        waiting(name, clinic)
    at("2021-08-26 14:00")
    batch = publish(clinic, 3)
    leftovers.offer_batch()
    assert [offer.keeps for offer in Offer.objects.all()] == [True, True]
    return batch


def handing(batch, staff):
    walk_in = make_person("Walk-in")
    call = Call.objects.create(staff=staff, person=walk_in, door="clinic", reason="walk-in")
    return lambda: leftovers.hand_over(call, batch, uuid.uuid4())


def wanted_by_five(batch, staff):
    """Two accept what is kept for them, and three stand at the desk."""
    return [*map(accepting, Offer.objects.order_by("pk")), *(handing(batch, staff) for _ in "abc")]


@pytest.mark.parametrize("step", [1, -1])
def test_what_is_kept_for_those_who_accept_is_not_handed_over(clinic, three, step):
    calls = wanted_by_five(three, clinic.nurse)[::step]

    accepted = race(calls, behind=three.slot, in_turn=True)[::step]

    assert kinds(accepted[:2]) == ["Booking"] * 2
    assert kinds(accepted[2:]) == ["Booking"] + ["Full"] * 2
    assert Booking.objects.counted().count() == 3
    assert broken() == []


def test_without_the_slots_constraint_three_doses_are_five_bookings(clinic, three):
    with without("slot_within_capacity"):
        race(wanted_by_five(three, clinic.nurse), behind=three.slot, in_turn=True)

        assert Booking.objects.counted().count() == 5

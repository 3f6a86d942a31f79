"""A place kept for one person, wanted by several at the same moment."""

import uuid

import pytest
from django.db import connection

from accounts.clock import PortalNow
from bookings import desk, offers, waitlist
from bookings.audit import audit
from bookings.models import Booking, Offer, Waitlist
from bookings.refusals import Full, TooLate
from bookings.tests.builders import (
    make_clinic,
    make_person,
    make_round,
    make_slot,
    verify,
    wait_in_line,
)
from clinics.models import Slot

from .starting_line import clock_at_the_edge, disabled, late, race, without

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(at):
    at("2021-08-09 20:00")
    return make_clinic()


@pytest.fixture
def slot(clinic):
    make_round()
    return make_slot(clinic, "2021-08-26 10:00", capacity=0)


def free(slot, places):
    Slot.objects.filter(pk=slot.pk).update(capacity=places)


def sound():
    return [check.says for check, breaches, _examples in audit() if breaches] == []


def accept(offer):
    verification = verify(offer.person).pk
    return lambda: offers.accept(verification, offer.reference)


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def test_twenty_wait_for_three_places_and_the_first_three_are_asked(slot):
    people = [wait_in_line(f"Guest {n}") for n in range(20)]
    free(slot, 3)

    made = race([waitlist.offer_batch] * 4)

    assert sum(made) == 3
    offers_ = Offer.objects.order_by("pk")
    assert [offer.person for offer in offers_] == people[:3]
    assert Waitlist.objects.filter(state="offered").count() == 3
    results = race([accept(offer) for offer in offers_], behind=slot)
    assert kinds(results) == ["Booking"] * 3
    assert sound()


def test_without_its_constraints_three_places_are_offered_more_often(slot):
    """Offers made by who looked first and wrote then, past the count."""
    people = [wait_in_line(f"Guest {n}") for n in range(20)]
    free(slot, 3)

    def look_and_offer(person):
        assert Slot.objects.get(pk=slot.pk).taken < 3
        entry = person.waits.get()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bookings_offer (reference, kind, person_id, campaign_id, dose,"
                " entry_id, slot_id, state, begins_at, ends_at) VALUES (%s, 'waitlist', %s, %s, 1,"
                " %s, %s, 'open', portal_now(), portal_now() + interval '30 minutes')",
                [f"G{person.pk}", person.pk, entry.campaign_id, entry.pk, slot.pk],
            )

    with without("slot_within_capacity"):
        race([lambda person=person: look_and_offer(person) for person in people], behind=slot)

        assert Offer.objects.filter(state="open").count() == 20


def test_accepted_twenty_times_at_once_it_is_one_booking_for_all(slot):
    wait_in_line("Minji")
    free(slot, 1)
    waitlist.offer_batch()
    offer = Offer.objects.get()

    results = race([accept(offer)] * 20, behind=slot)

    assert results == [Booking.objects.get()] * 20
    assert sound()


@pytest.fixture(params=["lapsed", "withdrawn"])
def ending(request, clinic, slot):
    """Minji's offer, which can still be accepted and is to be ended: its time is about to be over,
    or the clinic closes that day."""
    wait_in_line("Minji")
    free(slot, 1)
    waitlist.offer_batch()
    offer = Offer.objects.get()
    offer.end = request.param
    if offer.end == "lapsed":
        clock_at_the_edge(offer.ends_at)
    else:
        clinic.closures.create(date="2021-08-26", reason="power cut")
    return offer


def test_what_is_being_accepted_the_sweep_passes_over(ending, slot):
    results = race([accept(ending)], behind=slot, meanwhile=[late(offers.end_batch)])

    assert results == [Booking.objects.get(), 0]
    ending.refresh_from_db()
    assert ending.state == "accepted"
    assert sound()


def test_what_the_sweep_is_ending_is_not_accepted(ending, slot):
    results = race([late(offers.end_batch), accept(ending)], behind=slot, in_turn=True)

    assert kinds(results) == ["TooLate", "int"]
    ending.refresh_from_db()
    assert ending.state == ending.end
    assert not Booking.objects.exists()
    assert sound()


def test_who_looks_first_and_writes_then_ends_what_was_accepted(slot):
    """The control, with what keeps a decision taken away."""
    wait_in_line("Minji")
    free(slot, 1)
    waitlist.offer_batch()
    offer = Offer.objects.get()

    def decide(state):
        assert Offer.objects.get().state == "open"
        return Offer.objects.filter(pk=offer.pk).update(state=state, decided_at=PortalNow())

    with disabled("bookings_offer", "decided_once"):
        answers = race([lambda: decide("accepted"), lambda: decide("lapsed")], behind=offer)

    assert answers == [1, 1]


def test_who_is_quick_never_gets_before_who_waits(slot):
    minji = wait_in_line("Minji")
    free(slot, 1)
    quick = [booking_of(make_person(f"Guest {n}"), slot) for n in range(10)]

    results = race([*quick, waitlist.offer_batch])

    assert {type(result) for result in results[:-1]} == {Full}
    assert Offer.objects.get().person == minji
    assert sound()


def test_without_those_who_wait_coming_first_who_is_quick_gets_it(slot):
    wait_in_line("Minji")
    free(slot, 1)
    with disabled("bookings_booking", "waiting_first"):
        results = race([booking_of(make_person(f"Guest {n}"), slot) for n in range(10)])

    assert kinds(results) == ["Booking"] + ["Full"] * 9
    assert waitlist.offer_batch() == 0


def booking_of(person, slot):
    verification, key = verify(person).pk, uuid.uuid4()
    return lambda: desk.book(verification, slot.pk, key)


def test_one_person_who_accepts_here_and_books_there_has_one_booking(clinic, slot):
    there = make_slot(clinic, "2021-08-28 10:00", capacity=1)
    minji = wait_in_line("Minji")
    Slot.objects.filter(pk=there.pk).update(capacity=0)
    free(slot, 1)
    waitlist.offer_batch()
    Slot.objects.filter(pk=there.pk).update(capacity=1)
    offer = Offer.objects.get()

    results = race([accept(offer), booking_of(minji, there)] * 5)

    assert Booking.objects.count() == 1
    assert not any(isinstance(result, TooLate) for result in results)
    offers.end_batch()
    assert sound()

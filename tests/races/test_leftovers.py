"""Doses that are left, wanted by many at the same moment and by one at many places."""

import uuid

import pytest
from django.db.models import F

from accounts.models import Call
from bookings import leftovers, offers
from bookings.models import Booking, LeftoverBatch, Offer
from bookings.refusals import Full
from bookings.tests.builders import make_person, seoul, verify
from bookings.tests.leftovers import (
    an_afternoon,
    broken,
    make_leftover_clinic,
    offered,
    publish,
    vaccine,
    waiting,
)

from .starting_line import race, without

pytestmark = pytest.mark.django_db(transaction=True)

#: Connections at a time; each takes its turn for several people.
RUNNERS = 50


@pytest.fixture
def clinic(at):
    return an_afternoon(at)


@pytest.fixture
def nine(clinic):
    """Nine doses that are open to everybody, because nobody waits for them."""
    batch = publish(clinic, 9)
    leftovers.offer_batch()
    return batch


def taking(person, batch):
    proof, key = verify(person).pk, uuid.uuid4()
    return lambda: leftovers.take(proof, batch, key)


def accepting(person):
    proof, offer = verify(person).pk, person.offers.get(state="open")
    return lambda: offers.accept(proof, offer.reference)


def handing(batch, staff):
    call = Call.objects.create(
        staff=staff, person=make_person("Walk-in"), reason="walk-in", door=Call.Door.CLINIC
    )
    return lambda: leftovers.hand_over(call, batch, uuid.uuid4())


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def one_after_the_other(calls):
    def run():
        results = []
        for call in calls:
            try:
                results.append(call())
            except Full as full:
                results.append(full)
        return results

    return run


def test_five_hundred_people_for_nine_doses(nine):
    calls = [taking(make_person(f"Guest {n}"), nine) for n in range(500)]
    shares = [one_after_the_other(calls[n::RUNNERS]) for n in range(RUNNERS)]

    results = [each for share in race(shares, behind=nine.slot) for each in share]

    assert kinds(results) == ["Booking"] * 9 + ["Full"] * 491
    assert Booking.objects.count() == 9
    assert broken() == []


def test_without_the_slots_constraint_nine_doses_are_fifty_bookings(nine):
    with without("slot_within_capacity"):
        race([taking(make_person(f"G {n}"), nine) for n in range(RUNNERS)], behind=nine.slot)

        assert Booking.objects.count() == RUNNERS


def test_accepted_while_it_is_stopped_and_swept_it_is_one_or_the_other(clinic):
    """Many times, because any may be first."""
    people = [waiting(f"Minji {n}", clinic) for n in range(12)]
    for n in range(12):
        # Everybody before had their turn; this batch is for the next.
        batch = publish(clinic, 1)
        LeftoverBatch.objects.filter(pk=batch.pk).update(turn_over_at=None)
        minji = people[n]
        offer_to(minji, batch)
        calls = [
            accepting(minji),
            offers.end_batch,
            lambda batch=batch: leftovers.stop(batch, clinic.nurse),
        ]

        race(calls[n % 3 :] + calls[: n % 3], behind="bookings_offer")

        offers.end_batch()
        offer = minji.offers.get()
        assert (offer.state, minji.bookings.count()) in [("accepted", 1), ("withdrawn", 0)]
        assert broken() == []


def offer_to(person, batch):
    Offer.objects.create(
        reference=f"R{person.pk}-{batch.pk}",
        kind="leftover",
        person=person,
        campaign=batch.campaign,
        slot=batch.slot,
        made_at=batch.published_at,
        begins_at=batch.published_at,
        ends_at=batch.closes_at,
    )


def test_the_last_dose_is_offered_or_handed_over(clinic, at):
    for n in range(8):
        waiting(f"Minji {n}", clinic)
    for n in range(8):
        at(f"2021-08-26 14:{n + 1:02}")
        batch = publish(clinic, 1)
        calls = [leftovers.offer_batch, handing(batch, clinic.nurse)]

        race(calls if n % 2 else calls[::-1], behind=batch.slot)

        batch.slot.refresh_from_db()
        assert batch.slot.taken == 1
        assert broken() == []


def test_of_several_who_are_told_and_two_at_the_desk_one_gets_it(clinic, at):
    people = [waiting(f"Guest {n}", clinic) for n in range(5)]
    at("2021-08-26 16:25")
    batch = publish(clinic, 1)
    leftovers.offer_batch()
    assert len(offered()) == 5
    calls = [*map(accepting, people), handing(batch, clinic.nurse), handing(batch, clinic.nurse)]

    results = race(calls, behind=batch.slot)

    assert kinds(results) == ["Booking"] + ["Full"] * 6
    offers.end_batch()
    assert offered() == []
    assert broken() == []


@pytest.fixture
def there(clinic):
    return make_leftover_clinic("Narae Clinic")


def test_two_clinics_have_doses_for_one_person(clinic, there, at):
    minji = waiting("Minji", there, clinic)
    at("2021-08-26 14:01")

    def publish_and_offer(clinic):
        publish(clinic, 1)
        return leftovers.offer_batch()

    # The second look finds the first clinic's doses claimed, and her as free as the first did.
    calls = [lambda each=each: publish_and_offer(each) for each in (clinic, there)]
    race(calls, behind="bookings_leftoverwish", in_turn=True)

    assert offered() == ["Minji"]
    assert minji.offers.count() == 1
    leftovers.offer_batch()
    assert minji.offers.count() == 1
    assert broken() == []


def look_and_offer(person, batch):
    def run():
        assert not person.offers.exists()
        offer_to(person, batch)

    return run


def test_even_who_looks_first_and_writes_then_offers_one_person_one_dose(clinic, there):
    minji = make_person()
    batches = [publish(clinic, 1), publish(there, 1)]

    results = race([look_and_offer(minji, batch) for batch in batches], behind="bookings_offer")

    assert kinds(results) == ["IntegrityError", "NoneType"]
    assert offered() == ["Minji"]


def test_without_one_open_offer_a_person_they_are_offered_two(clinic, there):
    minji = make_person()
    batches = [publish(clinic, 1), publish(there, 1)]
    with without("one_open_offer"):
        race([look_and_offer(minji, batch) for batch in batches], behind="bookings_offer")

        assert offered() == ["Minji", "Minji"]


def test_one_person_who_takes_at_two_clinics_has_one_dose(nine, there):
    there = publish(there, 9)
    leftovers.offer_batch()
    minji = make_person()

    race([taking(minji, batch) for batch in (nine, there)] * 5, behind="bookings_booking")

    assert Booking.objects.count() == 1
    assert broken() == []


def test_without_one_active_booking_a_person_they_have_two(nine, there):
    there = publish(there, 9)
    leftovers.offer_batch()
    minji = make_person()
    with without("one_active_booking"):
        race([taking(minji, batch) for batch in (nine, there)] * 5, behind="bookings_booking")

        assert Booking.objects.active().count() == 2


def test_nobody_is_told_a_later_time_than_the_doses_keep(clinic):
    """Many times, because either may be first."""
    for n in range(12):
        batch = publish(clinic, 1)
        leftovers.offer_batch()
        calls = [
            lambda batch=batch: leftovers.change_until(
                batch, seoul("2021-08-26 15:30"), clinic.nurse
            ),
            taking(make_person(f"Guest {n}"), batch),
        ]

        race(calls[n % 2 :] + calls[: n % 2], behind=batch.slot)

    assert Booking.objects.count() == 12
    assert not Booking.objects.filter(come_by__gt=F("slot__batch__usable_until")).exists()
    assert LeftoverBatch.objects.filter(usable_until=seoul("2021-08-26 15:30")).exists()
    assert broken() == []


@pytest.mark.parametrize(("after", "batches"), [(0, 1), (None, 2)])
def test_a_form_that_arrives_twice_at_once_publishes_once(clinic, after, batches):
    """A form that does not say when it was made would publish twice."""
    until = seoul("2021-08-26 17:00")

    def press():
        return leftovers.publish(clinic, vaccine(), 3, until, clinic.nurse, after)

    race([press, press], behind=clinic)

    assert LeftoverBatch.objects.count() == batches

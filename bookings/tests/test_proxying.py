"""Minji books for her mother: her mother's turn, her mother's booking, both written down."""

import uuid

import pytest

from bookings import desk, notices
from bookings.audit import audit
from bookings.confirmation import confirm_batch
from bookings.models import Booking, LimitProposal, Maker, Mandate
from bookings.proxies import mandates
from bookings.refusals import NotNow, NotVerified, Refused

from .builders import make_clinic, make_person, make_round, make_slot, make_staff, verify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def gaon(at):
    at("2021-05-13 10:00")
    return make_clinic("Gaon Clinic")


@pytest.fixture
def slot(gaon):
    make_slot(gaon, "2021-07-08 10:00")
    return make_slot(gaon, "2021-05-28 10:00", capacity=5)


@pytest.fixture
def round_(slot):
    return make_round(
        "2021-05-10 00:00", "2021-06-03 18:00", born=("1947-01-01", "1956-12-31"),
        vaccinate=("2021-05-27", "2021-06-19"),
    )  # fmt: skip


@pytest.fixture
def minji(round_):
    return make_person("Minji Kim", "1980-03-09")


@pytest.fixture
def mother(round_):
    return make_person("Youngja Lee", "1952-03-09", "+821000000002")


def named(proxy, subject):
    Mandate.objects.filter(proxy=proxy).update(ended_at=mandates.PortalNow())
    return Mandate.objects.create(
        proxy=proxy, subject=subject, identifier=b"x", relationship="parent"
    )


def book(proxy, mandate, slot, key=None):
    booking = desk.book_for_another(verify(proxy).pk, mandate, slot.pk, key or uuid.uuid4())
    return Booking.objects.get(pk=booking.pk)


def refusal(kind, proxy, mandate, slot):
    before = Booking.objects.count(), Maker.objects.count()
    with pytest.raises(kind) as refused:
        book(proxy, mandate, slot)
    assert (Booking.objects.count(), Maker.objects.count()) == before
    return str(refused.value)


def test_her_mother_has_the_booking_and_both_are_kept(minji, mother, slot):
    booking = book(minji, named(minji, mother), slot)

    assert (booking.person, booking.channel, booking.status) == (mother, "web", "held")
    maker = booking.maker
    assert (maker.proxy, maker.relationship, maker.staff) == (minji, "parent", None)
    assert confirm_batch() == 1
    assert mother.bookings.filter(status="confirmed").exists()
    assert [check.says for check, breaches, _ in audit() if breaches] == []


def test_it_is_her_mothers_turn_that_counts(minji, mother, slot, at):
    mandate = named(minji, mother)
    at("2021-05-09 23:59:59")

    assert "not your turn" in refusal(NotNow, minji, mandate, slot)


def test_the_proof_the_mandate_and_the_person_go_together(minji, mother, slot, at):
    mandate = named(minji, mother)
    stranger = make_person("Stranger", "1950-01-01", "+821000000009")
    refusal(Refused, stranger, mandate, slot)
    mandates.end(minji)
    assert "name the person" in refusal(NotVerified, minji, mandate, slot)
    later = named(minji, mother)
    at("2021-05-13 12:00")
    refusal(NotVerified, minji, later, slot)


def test_a_booking_her_mother_has_sounds_like_a_block(minji, mother, slot):
    mandate = named(minji, mother)
    mandates.ProxyBlock.objects.create(person=mother)
    blocked = refusal(Refused, minji, mandate, slot)
    mandates.allow(mother)
    desk.book(verify(mother).pk, slot.pk, uuid.uuid4())

    assert refusal(Refused, minji, mandate, slot) == blocked == str(mandates.NOT_FOR_OTHERS)


def test_a_full_time_is_full_for_everybody(minji, mother, slot, gaon):
    full = make_slot(gaon, "2021-05-28 11:00", capacity=0)

    assert "full" in refusal(NotNow, minji, named(minji, mother), full)


def test_a_round_can_forbid_it(minji, mother, slot, round_):
    mandate = named(minji, mother)
    round_.proxies = False
    round_.save()

    refusal(NotNow, minji, mandate, slot)


def test_four_bookings_to_come_are_the_most(minji, slot):
    for n in range(4):
        parent = make_person(f"Parent {n}", "1952-03-09", f"+82100000010{n}")
        last = book(minji, named(minji, parent), slot)
    fifth = named(minji, make_person("Uncle", "1952-03-09", "+821000000109"))

    assert "4 bookings for others" in refusal(Refused, minji, fifth, slot)
    desk.cancel(last)
    assert book(minji, fifth, slot)


def test_two_people_may_decide_on_fewer(minji, mother, slot):
    LimitProposal.objects.create(
        made_by=make_staff("seo", "Operations"), decided_by=make_staff("bae", "Operations"),
        state="approved", effective_from="2021-05-01", reason="As announced", seen={},
        cancel_until_days=2, proxied_bookings=0, changes_a_day=5,
    )  # fmt: skip

    said = refusal(Refused, minji, named(minji, mother), slot)

    assert said == "You have 0 bookings for others to come. One person can have no more."
    assert not Booking.objects.exists()


def test_a_form_sent_twice_is_one_booking(minji, mother, slot):
    mandate, key = named(minji, mother), uuid.uuid4()

    assert book(minji, mandate, slot, key) == book(minji, mandate, slot, key)
    assert Maker.objects.count() == 1


def test_her_mother_is_told_that_somebody_else_booked(minji, mother, slot, outbox):
    book(minji, named(minji, mother), slot)
    desk.book(verify(make_person("Aunt", "1950-01-01", "+821000000003")).pk, slot.pk, uuid.uuid4())
    confirm_batch()
    notices.deliver_batch()

    told = {message.to: message.text for message in outbox if "Dose 1" in message.text}
    assert "Somebody else booked it for you" in told["+821000000002"]
    assert "Somebody else" not in told["+821000000003"]

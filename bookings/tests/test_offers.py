"""A place kept for one person for half an hour: accepted, declined, or not answered."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from bookings import desk, notices, offers, waitlist
from bookings.audit import audit
from bookings.confirmation import confirm_batch
from bookings.models import Booking, Notification, Offer
from bookings.refusals import AlreadyBooked, NotNow, TooLate
from clinics.models import Slot

from .builders import make_round, make_slot, seoul, verify, wait_in_line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def slot(clinic):
    """One place came free at noon; Minji waits for it, and Jun after her."""
    make_round(opens="2021-08-09 00:00", closes="2021-08-20 18:00")
    return make_slot(clinic, "2021-08-26 10:00", capacity=1)


@pytest.fixture
def minji(slot):
    return wait_in_line("Minji")


@pytest.fixture
def jun(minji):
    return wait_in_line("Jun")


@pytest.fixture
def offer(at, jun, minji):
    at("2021-08-09 12:00")
    waitlist.offer_batch()
    return Offer.objects.get(person=minji)


def sound():
    return [check.says for check, breaches, _examples in audit() if breaches] == []


def open_offers():
    return [offer.person.name for offer in Offer.objects.filter(state="open")]


def taken():
    return Slot.objects.get().taken


def test_it_is_kept_for_half_an_hour(offer, slot):
    assert offer.slot == slot
    assert (offer.begins_at, offer.ends_at) == (
        seoul("2021-08-09 12:00"),
        seoul("2021-08-09 12:30"),
    )
    assert taken() == 1
    assert sound()


def test_accepted_it_is_a_booking_like_any_other(offer, minji):
    booking = offers.accept(verify(minji).pk, offer.reference)
    assert taken() == 1
    confirm_batch()

    booking.refresh_from_db()
    assert (booking.reference, booking.status, booking.person) == (
        offer.reference,
        "confirmed",
        minji,
    )
    offer.refresh_from_db()
    assert offer.state == "accepted"
    assert minji.waits.get().state == "booked"
    assert sound()


def test_accepted_twice_it_is_one_booking(offer, minji):
    first = offers.accept(verify(minji).pk, offer.reference)

    assert offers.accept(verify(minji).pk, offer.reference) == first
    assert Booking.objects.count() == 1


def test_nobody_else_can_accept_it(offer, jun):
    with pytest.raises(TooLate):
        offers.accept(verify(jun).pk, offer.reference)
    assert not Booking.objects.exists()


def test_declined_it_goes_to_the_next_and_its_person_waits_on(offer, minji, clinic):
    offers.decline(offer)
    assert taken() == 0
    waitlist.offer_batch()
    assert open_offers() == ["Jun"]

    make_slot(clinic, "2021-08-26 10:30", capacity=1)
    assert waitlist.offer_batch() == 0  # the same day again is not what she wants
    make_slot(clinic, "2021-08-27 10:00", capacity=1)
    assert waitlist.offer_batch() == 1

    assert open_offers() == ["Jun", "Minji"]
    with pytest.raises(TooLate):
        offers.decline(offer)


def test_not_answered_it_ends_and_goes_to_the_next(at, offer, minji):
    at("2021-08-09 12:29:59")
    assert offers.end_batch() == 0
    at("2021-08-09 12:30")
    with pytest.raises(TooLate):
        offers.accept(verify(minji).pk, offer.reference)

    assert offers.end_batch() == 1
    waitlist.offer_batch()

    assert open_offers() == ["Jun"]
    assert minji.waits.get().state == "missed"
    assert sound()


@pytest.mark.parametrize(
    ("made", "begins"),
    [
        ("2021-08-09 20:59:59", "2021-08-09 20:59:59"),
        ("2021-08-09 21:00", "2021-08-10 08:00"),
        ("2021-08-10 00:30", "2021-08-10 08:00"),
        ("2021-08-10 08:00", "2021-08-10 08:00"),
        ("2021-08-20 07:00", "2021-08-20 08:00"),
        ("2021-08-20 17:45", "2021-08-20 17:45"),
    ],
)
def test_in_the_night_its_time_begins_in_the_morning(at, jun, made, begins):
    at(made)
    waitlist.offer_batch()

    offer = Offer.objects.get()
    assert offer.begins_at == seoul(begins)
    closes = seoul("2021-08-20 18:00")
    assert offer.ends_at == min(seoul(begins) + dt.timedelta(minutes=30), closes)
    assert Notification.objects.get().due_at == offer.begins_at


def test_a_round_that_closes_before_the_morning_lets_it_begin_at_once(at, clinic):
    make_round(opens="2021-08-09 00:00", closes="2021-08-09 23:00")
    make_slot(clinic, "2021-08-26 10:00", capacity=1)
    wait_in_line("Minji")
    at("2021-08-09 22:45")
    waitlist.offer_batch()

    offer = Offer.objects.get()
    assert (offer.begins_at, offer.ends_at) == (
        seoul("2021-08-09 22:45"),
        seoul("2021-08-09 23:00"),
    )


def test_minji_is_told_once_and_of_its_end(at, offer, outbox, settings):
    settings.PORTAL_URL = "https://booking.example.go.kr"
    notices.deliver_batch()
    at("2021-08-09 12:30")
    offers.end_batch()
    notices.deliver_batch()

    assert [message.text for message in outbox] == [
        "[Vaccination] A place came free: Thursday 26 August 2021, 10:00, Gaon Clinic. It is kept"
        " for you until Monday 9 August 2021, 12:30. Accept or decline:"
        f" https://booking.example.go.kr/bookings/offers/{offer.reference}/",
        "[Vaccination] The place on Thursday 26 August 2021, 10:00, Gaon Clinic, was not accepted"
        " in time and went to the next person. You can join the waiting list again in the portal.",
    ]
    assert len({message.key for message in outbox}) == 2


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("template", ["offer", "offer_lapsed", "offer_withdrawn", "waitlist_over"])
def test_every_message_has_words_in_both_languages(offer, template, language):
    message = Notification.objects.get()
    message.template, message.language = template, language
    message.round = offer.entry.round

    text = notices.text_of(message)

    assert text.startswith("[Vaccination]" if language == "en" else "[예방접종]")
    assert "None" not in text


def test_nobody_is_told_of_an_offer_that_is_over(offer, outbox):
    offers.decline(offer)

    notices.deliver_batch()

    assert outbox == []
    assert Notification.objects.get().dropped_at


def test_a_booking_made_elsewhere_makes_it_needless(at, offer, minji, clinic):
    early = make_slot(clinic, "2021-08-27 10:00", capacity=1)
    with pytest.raises(Exception, match="waiting list are offered this"):
        desk.book(verify(minji).pk, early.pk, uuid.uuid4())
    waitlist.offer_batch()
    other = make_slot(clinic, "2021-08-28 10:00", capacity=1)
    desk.book(verify(minji).pk, other.pk, uuid.uuid4())

    with pytest.raises(AlreadyBooked):
        offers.accept(verify(minji).pk, offer.reference)
    assert offers.end_batch() == 1

    offer.refresh_from_db()
    assert offer.state == "needless"
    assert minji.waits.get().state == "booked"
    assert sound()


def test_a_clinic_that_stops_takes_its_offers_back_and_nobody_loses_their_place(
    offer, minji, clinic
):
    clinic.closures.create(date="2021-08-26", reason="power cut")

    assert offers.end_batch() == 1

    offer.refresh_from_db()
    assert (offer.state, minji.waits.get().state) == ("withdrawn", "waiting")
    assert waitlist.offer_batch() == 0
    assert Notification.objects.filter(offer=offer, template="offer_withdrawn").count() == 1
    assert sound()


def test_a_stopped_round_lets_nobody_accept(offer, minji):
    round_ = minji.waits.get().round
    round_.stopped = True
    round_.save()

    with pytest.raises(NotNow):
        offers.accept(verify(minji).pk, offer.reference)


def test_the_database_keeps_one_open_offer_a_person(offer, minji, clinic):
    another = make_slot(clinic, "2021-08-28 10:00")
    copy = Offer.objects.get()
    copy.pk, copy.reference, copy.slot = None, "SECONDOFFER1", another

    with pytest.raises(IntegrityError, match="one_open_offer"), transaction.atomic():
        copy.save(force_insert=True)


def test_the_database_makes_no_offer_of_a_place_that_is_taken(offer, jun):
    copy = Offer.objects.get()
    copy.pk, copy.reference, copy.person, copy.entry = None, "SECONDOFFER2", jun, jun.waits.get()

    with pytest.raises(IntegrityError, match="slot_within_capacity"), transaction.atomic():
        copy.save(force_insert=True)


def test_what_was_decided_stays_so(offer):
    offers.decline(offer)

    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        Offer.objects.update(state="open", decided_at=None)


def test_the_audit_sees_an_offer_that_the_count_forgot(offer):
    Slot.objects.update(taken=0)

    assert not sound()


def test_the_audit_sees_an_offer_that_nobody_ended(at, offer):
    at("2021-08-09 12:46")

    assert not sound()

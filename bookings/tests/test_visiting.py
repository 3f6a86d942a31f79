import datetime as dt
import uuid

import pytest

from accounts.models import StaffMember
from bookings import desk
from bookings.confirmation import confirm_batch
from bookings.models import Booking, BookingEvent, DoseRecord
from bookings.refusals import Refused

from .builders import (
    answer_no,
    make_clinic,
    make_lot,
    make_person,
    make_round,
    make_slot,
    seoul,
    verify,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def park(db):
    return StaffMember.objects.create(username="park")


@pytest.fixture
def booking(at):
    """Minji is expected on 26 August at 10:00, and it is that time."""
    at("2021-08-09 20:00")
    slot = make_slot(make_clinic(), "2021-08-26 10:00")
    make_round()
    held = desk.book(verify(make_person("Minji")).pk, slot.pk, uuid.uuid4())
    confirm_batch()
    at("2021-08-26 10:00")
    make_lot(slot.clinic)
    booking = Booking.objects.get(pk=held.pk)
    answer_no(booking)
    return booking


def status(booking):
    booking.refresh_from_db()
    return booking.status


def test_she_arrives_and_gets_her_dose(booking, park):
    desk.arrive(booking, park)
    desk.record_dose(booking, park)

    assert status(booking) == "completed"
    assert booking.arrived_at == seoul("2021-08-26 10:00")
    given = DoseRecord.objects.get()
    assert (given.person, given.dose, given.given_on) == (booking.person, 1, dt.date(2021, 8, 26))


def test_the_second_nurse_to_note_her_arrival_is_told(booking, park):
    desk.arrive(booking, park)

    with pytest.raises(Refused):
        desk.arrive(booking, park)


def test_a_dose_is_recorded_once(booking, park):
    desk.record_dose(booking, park)

    with pytest.raises(Refused):
        desk.record_dose(booking, park)
    assert DoseRecord.objects.count() == 1


def test_a_dose_known_from_elsewhere_is_not_given_again(booking, park):
    DoseRecord.objects.create(
        person=booking.person, campaign=booking.campaign, dose=1, given_on=dt.date(2021, 7, 1)
    )

    with pytest.raises(Refused):
        desk.record_dose(booking, park)
    assert status(booking) == "confirmed"


def test_she_is_not_missed_before_her_time(at, booking, park):
    at("2021-08-26 09:59:59")

    with pytest.raises(Refused):
        desk.mark_missed(booking, park)


def test_missed_and_then_she_comes_late(booking, park):
    desk.mark_missed(booking, park)
    assert status(booking) == "no_show"

    desk.record_dose(booking, park)

    assert status(booking) == "completed"


def test_a_mistake_is_taken_back_with_a_reason(booking, park):
    desk.record_dose(booking, park)

    desk.correct(booking, park, "wrong person")

    assert status(booking) == "confirmed"
    assert not DoseRecord.objects.exists()
    event = BookingEvent.objects.latest("pk")
    assert (event.old_status, event.new_status, event.reason, event.staff) == (
        "completed",
        "confirmed",
        "wrong person",
        park,
    )


def test_a_correction_without_a_reason_is_refused(booking, park):
    desk.record_dose(booking, park)

    with pytest.raises(Refused):
        desk.correct(booking, park, "  ")
    assert status(booking) == "completed"


def test_there_is_nothing_to_correct_in_a_booking_to_come(booking, park):
    with pytest.raises(Refused):
        desk.correct(booking, park, "why not")


def test_a_missed_visit_is_not_taken_back_once_the_dose_is_booked_anew(at, booking, park):
    desk.mark_missed(booking, park)
    at("2021-08-10 10:00")
    later = make_slot(booking.slot.clinic, "2021-08-27 10:00")
    desk.book(verify(booking.person).pk, later.pk, uuid.uuid4())

    with pytest.raises(Refused):
        desk.correct(booking, park, "she was here")
    assert status(booking) == "no_show"

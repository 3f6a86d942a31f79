import datetime as dt
import uuid

import pytest
from django.utils.translation import override

from accounts.models import StaffMember
from bookings import desk
from bookings.audit import audit
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


def test_a_wrong_arrival_is_taken_back_and_she_arrives_later(at, booking, park):
    desk.arrive(booking, park)
    told = booking.notifications.count()
    desk.take_back_arrival(booking, park, " wrong person ")
    booking.refresh_from_db()
    assert (booking.status, booking.arrived_at) == ("confirmed", None)

    at("2021-08-26 10:07")
    desk.arrive(booking, park)

    booking.refresh_from_db()
    assert booking.arrived_at == seoul("2021-08-26 10:07")
    acts = booking.events.filter(act__contains="arrived").order_by("pk")
    assert list(acts.values_list("act", "new_status", "staff", "channel", "reason")) == [
        ("arrived", "confirmed", park.pk, "clinic", ""),
        ("not_arrived", "confirmed", park.pk, "clinic", "wrong person"),
        ("arrived", "confirmed", park.pk, "clinic", ""),
    ]
    assert booking.notifications.count() == told
    assert [check.says for check, breaches, _examples in audit() if breaches] == []


def test_whoever_did_not_arrive_after_all_is_marked_missed(at, booking, park):
    desk.arrive(booking, park)
    desk.take_back_arrival(booking, park, "wrong person")
    desk.mark_missed(booking, park)

    assert status(booking) == "no_show"


@pytest.mark.parametrize("before", [desk.record_dose, desk.mark_missed])
def test_what_came_after_the_arrival_is_taken_back_before_it(booking, park, before):
    desk.arrive(booking, park)
    before(booking, park)
    with pytest.raises(Refused):
        desk.take_back_arrival(booking, park, "wrong person")

    desk.correct(booking, park, "wrong person")
    booking.refresh_from_db()
    assert (booking.status, booking.arrived_at) == ("confirmed", seoul("2021-08-26 10:00"))

    desk.take_back_arrival(booking, park, "wrong person")
    booking.refresh_from_db()
    assert (booking.status, booking.arrived_at) == ("confirmed", None)


def test_there_is_no_arrival_to_take_back_where_nobody_came(booking, park):
    with pytest.raises(Refused):
        desk.take_back_arrival(booking, park, "wrong person")


def test_an_arrival_is_not_the_last_change_of_a_booking(at, booking, park):
    """That is what exports of an earlier moment say of it."""
    booking.refresh_from_db()
    changed = booking.changed_at
    at("2021-08-26 10:05")
    desk.arrive(booking, park)
    desk.take_back_arrival(booking, park, "wrong person")

    booking.refresh_from_db()
    assert booking.changed_at == changed


@pytest.mark.parametrize("verb", [desk.correct, desk.take_back_arrival])
def test_nothing_is_taken_back_by_silence(booking, park, verb):
    desk.arrive(booking, park)

    with override("en"), pytest.raises(Refused, match="say why"):
        verb(booking, park, "  ")


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

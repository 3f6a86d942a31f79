import uuid

import pytest

from accounts.models import StaffMember
from bookings import desk
from bookings.confirmation import confirm_batch
from bookings.models import Booking, BookingEvent
from bookings.refusals import Refused, TooLate
from clinics.models import Slot

from .builders import make_clinic, make_person, make_round, make_slot, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(at):
    """Minji's two doses, 26 August and 7 October."""
    at("2021-08-09 20:00")
    clinic = make_clinic(phone="02-123-4567")
    make_round()
    make_slot(clinic, "2021-10-07 10:00")
    slot = make_slot(clinic, "2021-08-26 10:00")
    held = desk.book(verify(make_person("Minji")).pk, slot.pk, uuid.uuid4())
    confirm_batch()
    return Booking.objects.get(pk=held.pk)


def statuses():
    return list(Booking.objects.order_by("dose").values_list("status", flat=True))


def test_both_places_are_free_again(booking):
    desk.cancel(booking)

    assert statuses() == ["cancelled", "cancelled"]
    assert list(Slot.objects.values_list("taken", flat=True)) == [0, 0]


def test_the_second_dose_alone(booking):
    desk.cancel(booking.second_dose)

    assert statuses() == ["confirmed", "cancelled"]


def test_a_cancelled_person_can_book_again(booking):
    desk.cancel(booking)

    again = desk.book(verify(booking.person).pk, booking.slot.pk, uuid.uuid4())

    assert again != booking


def test_until_two_days_before(at, booking):
    at("2021-08-24 23:59:59")
    desk.cancel(booking)

    assert statuses() == ["cancelled", "cancelled"]


def test_the_day_before_it_is_too_late_and_the_clinics_telephone_is_named(at, booking):
    at("2021-08-25 00:00")

    with pytest.raises(TooLate, match="02-123-4567"):
        desk.cancel(booking)
    assert statuses() == ["confirmed", "confirmed"]


def test_staff_can_on_the_day_and_say_why(at, booking):
    at("2021-08-26 09:00")
    park = StaffMember.objects.create(username="park")

    desk.cancel(booking, staff=park, reason="fever")

    assert statuses() == ["cancelled", "cancelled"]
    event = BookingEvent.objects.filter(booking=booking).latest("pk")
    assert (event.staff, event.reason) == (park, "fever")


def test_what_is_cancelled_cannot_be_cancelled(booking):
    desk.cancel(booking)

    with pytest.raises(Refused):
        desk.cancel(booking)
    assert BookingEvent.objects.filter(new_status="cancelled").count() == 2

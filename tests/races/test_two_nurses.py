import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import PortalNow
from bookings.models import Booking, BookingEvent, DoseRecord
from bookings.tests.builders import (
    answer_no,
    make_booking,
    make_clinic,
    make_lot,
    make_person,
    make_slot,
    make_staff,
)

from .starting_line import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def minji(at):
    at("2021-08-30 09:20")
    gaon = make_clinic()
    make_lot(gaon)
    minji = make_booking(make_person("Minji"), make_slot(gaon, "2021-08-30 09:00"))
    answer_no(minji)
    return minji


@pytest.fixture
def nurses(minji):
    """Park and Choi, each at a computer of their own."""
    browsers = []
    for name in ("park", "choi"):
        browser = Client(headers={"accept-language": "en"})
        browser.force_login(make_staff(name, "Clinic staff", minji.slot.clinic))
        browsers.append(browser)
    return browsers


def press_together(nurses, booking, act):
    """Both press the same button at one moment; return how many were told that it is recorded."""
    url = reverse("staff-attend", args=[booking.reference, act])
    race([lambda nurse=nurse: nurse.post(url) for nurse in nurses], behind=booking)
    pages = [nurse.get(reverse("staff-day")).content.decode() for nurse in nurses]
    return sum("Recorded for" in page for page in pages)


def test_of_two_nurses_one_records_the_arrival(nurses, minji):
    assert press_together(nurses, minji, "arrived") == 1


def test_of_two_nurses_one_gives_the_dose(nurses, minji):
    assert press_together(nurses, minji, "vaccinated") == 1
    assert DoseRecord.objects.count() == 1
    assert BookingEvent.objects.filter(new_status="completed").count() == 1


def test_the_control_lets_both_record_the_arrival(minji):
    """Looking first and writing then is not enough: the guard is part of the statement."""

    def look_and_write():
        assert Booking.objects.get().arrived_at is None
        return Booking.objects.filter(pk=minji.pk).update(arrived_at=PortalNow())

    assert race([look_and_write] * 2, behind=minji) == [1, 1]

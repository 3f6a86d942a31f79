"""A citizen's whole way: from the landing page to a booking with both doses, and back."""

import icalendar
import pytest

from bookings.models import Booking

from .citizen import Citizen
from .keyboard import KeyboardOnly

GAON = {"ko": ("가상도", "가온시"), "en": ("Gasang-do", "Gaon")}


def whole_way(minji, worker, paused):
    """:returns: both bookings, in the order of doses."""
    minji.open("/")
    minji.follow("Start booking")
    minji.verify(worker.log)
    assert minji.path() == "/book/"
    minji.follow("Find a clinic")
    minji.search(*GAON[minji.language])
    minji.follow("한빛의원")
    minji.follow("10:00")
    with paused():
        minji.press("Book this appointment")
        minji.sees("We are confirming your booking")

    minji.sees("Your appointment is booked")
    minji.look()
    first, second = Booking.objects.order_by("dose")
    assert (first.status, second.status) == ("confirmed", "confirmed")
    assert minji.path() == first.get_absolute_url()
    return first, second


@pytest.mark.parametrize(
    ("screen", "script", "language"),
    [
        ("desktop", True, "en"),
        ("desktop", False, "ko"),
        ("phone", True, "ko"),
        ("phone", False, "en"),
    ],
)
def test_minji_books_both_doses_and_cancels_them(seat, worker, paused, screen, script, language):
    minji = seat(Citizen, screen, script, language)
    first, second = whole_way(minji, worker, paused)
    assert str(first.slot) == "한빛의원 2021-08-26 10:00"
    assert str(second.slot) == "한빛의원 2021-10-07 10:00"

    calendar = icalendar.Calendar.from_ical(minji.download("Put into my calendar"))
    assert [entry.start for entry in calendar.events] == [
        first.slot.starts_at,
        second.slot.starts_at,
    ]

    minji.follow("My bookings")
    minji.arrive(minji.page.locator("h3 a").first)
    minji.follow("Cancel")
    minji.press("Yes, cancel it")
    minji.sees("This booking is cancelled")
    assert list(Booking.objects.values_list("status", flat=True)) == ["cancelled", "cancelled"]


def test_minji_books_without_a_mouse(seat, worker, paused):
    whole_way(seat(KeyboardOnly), worker, paused)

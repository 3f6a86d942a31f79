"""Minji finds every place taken, waits in line, is offered a place and takes it."""

import pytest

from bookings import offers, waitlist
from bookings.models import Booking, Offer
from bookings.stock import look
from bookings.tests.builders import make_person, wait_in_line
from clinics.models import Slot


@pytest.mark.parametrize(
    ("screen", "script", "language"), [("phone", False, "ko"), ("desktop", True, "en")]
)
def test_minji_waits_and_takes_what_comes_free(enter, worker, town, screen, script, language):
    Slot.objects.update(capacity=0)
    look()
    person = make_person("김민지", "1980-03-09")
    minji = enter(person, screen, script, language)
    minji.open("/book/")
    minji.sees("All places of this round are taken at this moment.")
    minji.follow("To the waiting list")
    minji.choose("Where", {"ko": "가온시", "en": "Gaon"}[language])
    minji.press("Put me on the waiting list")
    minji.sees("Waiting list")

    Slot.objects.filter(pk=town.slot.pk).update(capacity=1)
    waitlist.offer_batch()
    minji.open("/bookings/")
    minji.follow("Accept or decline")
    minji.press("Accept and book")
    minji.sees("Your appointment is booked")
    assert Booking.objects.get(dose=1).reference == Offer.objects.get().reference


def test_the_other_ends_of_an_offer(enter, at, town):
    Slot.objects.exclude(pk=town.slot.pk).update(capacity=0)
    Slot.objects.filter(pk=town.slot.pk).update(capacity=1)
    person = wait_in_line("김민지")
    waitlist.offer_batch()
    minji = enter(person, "phone", False, "ko")
    address = Offer.objects.get().get_absolute_url()
    minji.open(address)
    minji.press("Decline and go on waiting")
    minji.follow("Leave the waiting list")
    minji.follow("No, go on waiting")
    minji.open(address)
    minji.sees("You declined this place")

    jun = wait_in_line("이준")
    waitlist.offer_batch()
    offer = Offer.objects.get(person=jun)
    at("2021-08-10 08:30")
    offers.end_batch()
    late = enter(jun, "desktop", False, "en")
    late.open(offer.get_absolute_url())
    late.sees("This offer is over")
    late.open("/bookings/")
    late.sees("A place was offered to you and you did not answer in time.")

"""Whatever became of somebody's booking, the page that says so keeps every page's promises."""

import pytest

from bookings.tests.builders import make_booking, make_person, make_slot

WAYS = pytest.mark.parametrize(
    ("screen", "script", "language"), [("phone", True, "ko"), ("desktop", False, "en")]
)


@WAYS
def test_who_may_not_book_is_told_why(enter, at, town, screen, script, language):
    jun = enter(make_person("이준", "1990-08-08"), screen, script, language)
    jun.open("/book/")
    jun.sees("You cannot book now")
    jun.open(f"/book/check/?slot={town.slot.pk}")
    jun.sees("You cannot book now")
    jun.open("/bookings/")
    jun.sees("You have no appointment to come.")
    at("2021-08-09 19:59:59")
    jun.open("/")
    jun.sees("No booking round is open at the moment.")


@WAYS
def test_a_full_time_leads_to_the_nearest_free_ones(enter, town, screen, script, language):
    full = make_slot(town.hanbit, "2021-08-26 11:00", capacity=1, taken=1)
    minji = enter(make_person("김민지", "1980-03-09"), screen, script, language)
    minji.open(f"/book/check/?slot={full.pk}")
    minji.sees("Free at the same clinic, nearest first")
    minji.arrive(minji.page.locator("section li a").first)
    minji.sees("Book this appointment")


@WAYS
def test_a_booking_says_what_became_of_it(enter, town, screen, script, language):
    for status, words in [
        ("cancelled", "This booking is cancelled"),
        ("completed", "You were vaccinated"),
        ("no_show", "You did not come"),
    ]:
        person = make_person("김민지", "1980-03-09")
        booking = make_booking(person, town.slot, status)
        minji = enter(person, screen, script, language)
        minji.open(booking.get_absolute_url())
        minji.sees(words)
        minji.open("/bookings/")


@WAYS
def test_it_can_be_too_late_to_cancel(enter, at, town, screen, script, language):
    person = make_person("김민지", "1980-03-09")
    booking = make_booking(person, town.slot)
    at("2021-08-25 09:00")
    minji = enter(person, screen, script, language)
    minji.open("/book/")
    minji.follow("My bookings")
    minji.open(f"{booking.get_absolute_url()}cancel/")
    minji.sees("It is too late to cancel online")


@WAYS
def test_who_comes_too_early_asks_to_be_reminded(enter, at, town, screen, script, language):
    minji = enter(make_person("김민지", "1980-03-09"), screen, script, language)
    at("2021-08-09 19:59:59")
    minji.open("/book/")
    minji.press("Remind me by a message")
    minji.sees("You get a message shortly before.")
    minji.press("Do not remind me")
    minji.press("Keep this choice")
    minji.sees("Your choice is kept.")

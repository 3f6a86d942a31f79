"""My bookings: the truth about each in every state, and the way to give it back."""

import re

import icalendar
import pytest
from django.test import Client

from accounts.tests.builders import show_cookie
from bookings.confirmation import confirm_batch
from bookings.models import Booking, WorkItem

from .builders import (
    make_booking,
    make_clinic,
    make_person,
    make_round,
    make_slot,
    make_staff,
    seoul,
    verify,
)


def browser(person, language="en"):
    return show_cookie(Client(headers={"accept-language": language}), verify(person))


@pytest.fixture
def gaon(db):
    return make_clinic("Gaon Clinic", phone="02-123-4567")


@pytest.fixture
def evening(at):
    return at("2021-08-09 20:00")


@pytest.fixture
def minji(evening):
    return make_person("Minji", "1980-03-09")


@pytest.fixture
def booking(minji, gaon):
    """Held, with a place for the second dose in reach."""
    round_ = make_round(digit=9)
    make_slot(gaon, "2021-10-11 10:00")
    return Booking.objects.create(
        reference="MZNJ23456789",
        person=minji,
        campaign=round_.campaign,
        round_version=round_.current,
        dose=1,
        slot=make_slot(gaon, "2021-08-30 10:00"),
        status="held",
        channel="web",
        idempotency_key="00000000-0000-4000-8000-000000000001",
    )


def change(booking, status, **more):
    Booking.objects.filter(pk=booking.pk).update(status=status, **more)


def heading(page):
    return re.search(r"<h1>(.*?)</h1>", page)[1]


def test_without_bookings_the_list_shows_the_way(minji):
    page = browser(minji).get("/bookings/").text

    assert "You have no appointment to come." in page
    assert 'class="button" href="/book/"' in page


def test_the_list_has_what_comes_and_what_was(minji, gaon, booking):
    change(booking, "cancelled")
    later = make_booking(minji, make_slot(gaon, "2021-08-31 09:00"))

    page = browser(minji).get("/bookings/").text

    assert re.findall(r'href="/bookings/([0-9A-Z]+)/"', page) == [
        later.reference,
        booking.reference,
    ]
    assert "cancelled" in page


def test_while_it_is_held_the_page_looks_again_by_itself(minji, booking):
    response = browser(minji).get(booking.get_absolute_url())

    assert heading(response.text) == "We are confirming your booking"
    assert response["Refresh"] == "2"
    assert 'hx-trigger="every 1s"' in response.text
    assert "http-equiv" not in response.text


def test_the_looking_can_be_stopped(minji, booking):
    response = browser(minji).get(booking.get_absolute_url() + "?still")

    assert "Refresh" not in response
    assert "hx-get" not in response.text
    assert "Look again" in response.text


def test_confirmed_it_shows_both_doses_the_code_and_stands_still(minji, booking):
    confirm_batch()

    response = browser(minji).get(booking.get_absolute_url())

    assert heading(response.text) == "Your appointment is booked"
    assert "Monday 30 August 2021, 10:00" in response.text
    assert "Monday 11 October 2021, 10:00" in response.text
    assert 'src="data:image/svg+xml' in response.text
    assert booking.reference in response.text
    assert "Refresh" not in response
    assert "hx-get" not in response.text
    assert "<script" not in response.text


def test_the_second_dose_has_a_page_with_both_too(minji, booking):
    confirm_batch()
    second = Booking.objects.get(dose=2)

    page = browser(minji).get(second.get_absolute_url()).text

    assert page.index("Monday 30 August") < page.index("Monday 11 October")


def test_a_second_dose_without_a_place_is_said(minji, gaon, booking):
    change(booking, "confirmed")
    WorkItem.objects.create(booking=booking, kind="second_dose")

    page = browser(minji).get(booking.get_absolute_url()).text

    assert "You have no place for your second dose yet." in page
    assert "02-123-4567" in page


@pytest.mark.parametrize(
    ("rejection", "reason", "way_on"),
    [
        ("vaccinated", "This dose was already given.", "Nothing is left to do."),
        ("not_eligible", "does not include this person.", "When can I book?"),
        ("closed", "no longer vaccinates at this time.", "Find a clinic"),
    ],
)
def test_rejected_it_says_why_and_what_next(minji, booking, rejection, reason, way_on):
    change(booking, "rejected", rejection=rejection)

    page = browser(minji).get(booking.get_absolute_url()).text

    assert heading(page) == "Your booking could not be accepted"
    assert reason in page
    assert way_on in page


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("cancelled", "This booking is cancelled"),
        ("completed", "You were vaccinated"),
        ("no_show", "You did not come"),
    ],
)
def test_the_other_ends(minji, booking, status, said):
    change(booking, "confirmed")
    change(booking, status)

    response = browser(minji).get(booking.get_absolute_url())

    assert heading(response.text) == said
    assert f"{booking.get_absolute_url()}cancel/" not in response.text
    assert "Refresh" not in response


@pytest.mark.parametrize("page", ["", "calendar.ics", "cancel/"])
def test_somebody_elses_booking_does_not_exist(booking, page):
    confirm_batch()
    jun = browser(make_person("Jun", "1980-03-19"))

    assert jun.get(booking.get_absolute_url() + page).status_code == 404
    assert jun.get("/bookings/AAAAAAAAAAAA/" + page).status_code == 404
    assert jun.post(f"{booking.get_absolute_url()}cancel/").status_code == 404
    booking.refresh_from_db()
    assert booking.status == "confirmed"


@pytest.mark.parametrize("reference", ["a", "A" * 17, "..%2F..", "민지", "1;--"])
def test_odd_references_do_not_exist(minji, reference):
    assert browser(minji).get(f"/bookings/{reference}/").status_code == 404


@pytest.mark.parametrize("page", ["", "calendar.ics", "cancel/"])
def test_a_stranger_with_the_number_proves_who_they_are(client, booking, page):
    response = client.get(booking.get_absolute_url() + page)

    assert response.status_code == 302
    assert response["Location"].startswith("/verify/?next=")


def test_staff_are_not_citizens(client, booking):
    client.force_login(make_staff("root", "Clinic staff"))

    assert client.get(booking.get_absolute_url()).status_code == 302


def test_no_cache_keeps_a_booking(minji, booking):
    response = browser(minji).get(booking.get_absolute_url())

    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_nor_what_a_verified_person_does_not_find(minji):
    response = browser(minji).get("/bookings/AAAAAAAAAAAA/")

    assert "csrfmiddlewaretoken" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_the_calendar_file_has_both_doses(minji, booking):
    confirm_batch()

    response = browser(minji).get(f"{booking.get_absolute_url()}calendar.ics")

    events = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert response["Content-Type"] == "text/calendar"
    assert [event.decoded("dtstart") for event in events] == [
        seoul("2021-08-30 10:00"),
        seoul("2021-10-11 10:00"),
    ]
    assert str(events[0]["location"]) == "Gaon Clinic, 가온로 1"
    assert "Minji" not in response.text


def test_there_is_no_calendar_file_before_it_is_confirmed(minji, booking):
    assert browser(minji).get(f"{booking.get_absolute_url()}calendar.ics").status_code == 404


def test_cancelling_asks_first_and_gives_both_places_back(minji, booking):
    confirm_batch()
    mine = browser(minji)
    address = f"{booking.get_absolute_url()}cancel/"

    assert "Both doses are cancelled" in mine.get(address).text
    assert set(Booking.objects.values_list("status", flat=True)) == {"confirmed"}
    response = mine.post(address)

    assert (response.status_code, response["Location"]) == (303, booking.get_absolute_url())
    assert set(Booking.objects.values_list("status", flat=True)) == {"cancelled"}
    assert "This booking is cancelled" in mine.get(booking.get_absolute_url()).text


def test_until_two_days_before(minji, booking, at):
    at("2021-08-28 23:59:59")

    page = browser(minji).get(f"{booking.get_absolute_url()}cancel/").text

    assert "You can cancel online until 28 August 2021." in page


def test_too_late_names_the_day_and_the_clinics_telephone(minji, booking, at):
    confirm_batch()
    at("2021-08-29 00:00")
    mine = browser(minji)

    asked = mine.get(f"{booking.get_absolute_url()}cancel/").text
    refused = mine.post(f"{booking.get_absolute_url()}cancel/").text

    for page in (asked, refused):
        assert "until 28 August 2021" in page
        assert "02-123-4567" in page
        assert "Yes, cancel it" not in page
    assert "Online cancelling ended on 28 August 2021." in refused
    booking.refresh_from_db()
    assert booking.status == "confirmed"


def test_cancelling_twice_changes_nothing_more(minji, booking):
    mine = browser(minji)
    mine.post(f"{booking.get_absolute_url()}cancel/")

    again = mine.post(f"{booking.get_absolute_url()}cancel/")

    assert "This booking can no longer be cancelled." in again.text
    assert mine.get(f"{booking.get_absolute_url()}cancel/")["Location"] == (
        booking.get_absolute_url()
    )


def test_it_speaks_korean(minji, booking):
    page = browser(minji, "ko").get(booking.get_absolute_url()).text

    assert '<html lang="ko">' in page
    assert "2021년 8월 30일 월요일 10:00" in page

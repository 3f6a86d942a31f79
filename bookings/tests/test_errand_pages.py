"""Choosing another time, page by page, without JavaScript."""

import re
import uuid

import pytest
from django.test import Client

from accounts.tests.builders import show_cookie
from bookings import desk
from bookings.confirmation import confirm_batch
from bookings.models import Booking, WorkItem

from .builders import make_clinic, make_person, make_round, make_slot, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    return make_clinic("Gaon Clinic", phone="02-123-4567")


@pytest.fixture
def first(gaon):
    """Minji's first dose on 26 August, with the second on 7 October."""
    make_round()
    make_slot(gaon, "2021-10-07 10:00")
    slot = make_slot(gaon, "2021-08-26 10:00")
    held = desk.book(verify(make_person("Minji")).pk, slot.pk, uuid.uuid4())
    confirm_batch()
    return Booking.objects.get(pk=held.pk)


@pytest.fixture
def second(first):
    return Booking.objects.get(first_dose=first)


@pytest.fixture
def minji(first):
    return browser(first.person)


def browser(person, language="en"):
    return show_cookie(Client(headers={"accept-language": language}), verify(person))


def at_(booking, *rest):
    return "/".join(["", "bookings", booking.reference, *rest, ""])


def hidden(page, name):
    return re.search(rf'name="{name}"(?: value="([^"]*)")?', page)[1] or ""


def heading(page):
    return re.search(r"<h1>(.*?)</h1>", page)[1]


def send(browser, booking, slot, errand="change"):
    """Look at the check page of a slot and press its button."""
    address = f"{at_(booking, errand, 'check')}?slot={slot.pk}"
    page = browser.get(address).text
    answers = {name: hidden(page, name) for name in ("slot", "key", "second")}
    return browser.post(address, answers), answers


def test_the_booking_leads_to_its_clinics_times(minji, gaon, first):
    new = make_slot(gaon, "2021-08-27 14:00")

    assert at_(first, "change") in minji.get(first.get_absolute_url()).text
    page = minji.get(at_(first, "change"), {"day": "2021-08-27"}).text

    assert heading(page) == "Choose another time"
    assert f'href="{at_(first, "change", "check")}?slot={new.pk}"' in page
    assert "You keep your place until you have the new one." in page


def test_only_days_that_may_be_are_shown(minji, gaon, first):
    make_slot(gaon, "2021-10-02 14:00")

    assert "day=2021-10-02" not in minji.get(at_(first, "change")).text


def test_another_clinic_is_found_and_opened(minji, first, second):
    naru = make_clinic("Naru Clinic")
    make_slot(naru, "2021-09-20 09:00")

    found = minji.get(
        at_(second, "change", "clinics"), {"province": "9900000000", "district": "9911000000"}
    ).text
    link = f"{at_(second, 'change', 'clinics')}{naru.pk}/"

    assert f'href="{link}?' in found
    assert "Naru Clinic" in minji.get(link).text


def test_the_check_page_says_what_becomes_of_the_second_dose(minji, gaon, first):
    early, late = make_slot(gaon, "2021-08-27 14:00"), make_slot(gaon, "2021-09-17 14:00")
    alone = minji.get(at_(first, "change", "check"), {"slot": late.pk}).text
    planned = make_slot(gaon, "2021-10-29 14:00")

    stays = minji.get(at_(first, "change", "check"), {"slot": early.pk}).text
    moves = minji.get(at_(first, "change", "check"), {"slot": late.pk}).text

    assert "It stays as it is:" in stays
    assert "It is cancelled, because it would not be at the right interval" in alone
    assert "It moves, to keep the right interval:" in moves
    assert hidden(moves, "second") == str(planned.pk)


def test_she_moves_and_sees_her_booking(minji, gaon, first):
    new = make_slot(gaon, "2021-08-27 14:00")

    response, _answers = send(minji, first, new)

    assert (response.status_code, response["Location"]) == (303, first.get_absolute_url())
    first.refresh_from_db()
    assert first.slot == new


def test_the_button_pressed_twice_is_one_move(settings, minji, gaon, first):
    settings.CHANGES_A_DAY = 1
    new = make_slot(gaon, "2021-08-27 14:00")
    _response, answers = send(minji, first, new)

    again = minji.post(at_(first, "change", "check"), answers)

    assert (again.status_code, again["Location"]) == (303, first.get_absolute_url())
    assert first.events.filter(act="changed").count() == 1


def test_a_time_gone_meanwhile_is_said_with_the_nearest_that_are_free(minji, gaon, first):
    gone, near = make_slot(gaon, "2021-08-27 14:00"), make_slot(gaon, "2021-08-27 15:00")
    address = f"{at_(first, 'change', 'check')}?slot={gone.pk}"
    page = minji.get(address).text
    answers = {name: hidden(page, name) for name in ("slot", "key", "second")}
    gone.capacity = 0
    gone.save()

    response = minji.post(address, answers)

    assert response.status_code == 200
    assert heading(response.text) == "Your booking was not moved"
    assert "This time is full. Please choose another." in response.text
    assert "You still have your place" in response.text
    assert f"?slot={near.pk}" in response.text
    first.refresh_from_db()
    assert first.slot != gone


def test_a_second_dose_that_would_be_elsewhere_by_now_is_shown_again(minji, gaon, first):
    new, planned = make_slot(gaon, "2021-09-17 14:00"), make_slot(gaon, "2021-10-29 14:00")
    address = f"{at_(first, 'change', 'check')}?slot={new.pk}"
    page = minji.get(address).text
    answers = {name: hidden(page, name) for name in ("slot", "key", "second")}
    planned.capacity = 0
    planned.save()
    other = make_slot(gaon, "2021-11-01 14:00")

    response = minji.post(address, answers)

    assert "The place of the second dose has changed meanwhile." in response.text
    assert hidden(response.text, "second") == str(other.pk)
    assert hidden(response.text, "key") != answers["key"]


def test_the_day_before_the_page_names_the_telephone(at, minji, first):
    at("2021-08-25 09:00")

    page = browser(first.person).get(at_(first, "change")).text

    assert heading(page) == "Another time cannot be chosen"
    assert "02-123-4567" in page


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"slot": "x"},
        {"slot": "99999999999999999999"},
        {"slot": "0"},
        {"slot": "12345678"},
    ],
)
def test_a_slot_that_is_none_is_not_found(minji, first, answers):
    assert minji.get(at_(first, "change", "check"), answers).status_code == 404
    assert minji.post(at_(first, "change", "check"), answers).status_code == 404


def test_a_garbled_form_changes_nothing(minji, gaon, first):
    new = make_slot(gaon, "2021-08-27 14:00")

    response = minji.post(
        at_(first, "change", "check"), {"slot": new.pk, "key": "x", "second": "y"}
    )

    assert "The form arrived incomplete." in response.text
    first.refresh_from_db()
    assert first.slot != new


def test_somebody_elses_booking_does_not_exist(gaon, first):
    jun = browser(make_person("Jun"))

    for rest in (["change"], ["change", "clinics"], ["change", "check"], ["second"]):
        assert jun.get(at_(first, *rest)).status_code == 404


def test_strangers_prove_first_who_they_are(client, first):
    response = client.get(at_(first, "change"))

    assert response["Location"].startswith("/verify/")


def test_without_a_second_dose_she_chooses_one_herself(minji, gaon, first, second):
    desk.cancel(second)
    new = make_slot(gaon, "2021-09-20 10:00")

    assert at_(first, "second") in minji.get(first.get_absolute_url()).text
    assert at_(first, "second") in minji.get(second.get_absolute_url()).text
    assert f"?slot={new.pk}" in minji.get(at_(first, "second")).text
    response, _answers = send(minji, first, new, "second")

    booking = Booking.objects.get(dose=2, status="confirmed")
    assert response["Location"] == booking.get_absolute_url()
    assert (booking.slot, booking.first_dose) == (new, first)
    assert WorkItem.objects.get().outcome == "booked"


def test_with_a_second_dose_there_is_nothing_to_choose(minji, first):
    assert "You already have a booking for this dose." in minji.get(at_(first, "second")).text


def test_it_speaks_korean(gaon, first):
    make_slot(gaon, "2021-08-27 14:00")

    assert "다른 시간 고르기" in browser(first.person, "ko").get(at_(first, "change")).text

"""Minji finds no place, puts herself on the waiting list and is offered one."""

import re

import pytest
from django.test import Client

from accounts.tests.builders import show_cookie
from bookings import offers, waitlist
from bookings.models import Booking, Offer, Waitlist
from clinics.models import Slot

from .builders import make_person, make_round, make_slot, verify, wait_in_line

pytestmark = pytest.mark.django_db


def browser(person, language="en"):
    return show_cookie(Client(headers={"accept-language": language}), verify(person))


@pytest.fixture
def slot(clinic):
    make_round(opens="2021-08-09 00:00", closes="2021-08-20 18:00")
    return make_slot(clinic, "2021-08-26 10:00", capacity=0)


@pytest.fixture
def minji(slot):
    return make_person("Minji")


@pytest.fixture
def offer(at, slot):
    wait_in_line("Minji")
    at("2021-08-09 12:00")
    Slot.objects.update(capacity=1)
    waitlist.offer_batch()
    return Offer.objects.get()


def heading(page):
    return re.search(r"<h1>(.*?)</h1>", page)[1]


def test_a_search_without_places_leads_to_the_list(minji):
    page = browser(minji).get("/book/clinics/?province=9900000000&district=9911000000").text

    assert 'href="/book/waitlist/?region=9911000000&amp;from=&amp;to="' in page


def test_the_form_knows_where_one_came_from(minji):
    page = browser(minji).get("/book/waitlist/?region=9911000000&from=2021-09-01").text

    assert '<option value="9911000000" selected>' in page
    assert '<optgroup label="Gasang-do">' in page
    assert 'value="2021-09-01"' in page


def test_she_joins_and_sees_how_many_are_before_her(minji):
    wait_in_line("Jun")
    mine = browser(minji)

    response = mine.post("/book/waitlist/", {"region": "9911000000"})
    page = mine.get(response["Location"]).text

    assert (response.status_code, response["Location"]) == (303, "/bookings/")
    assert "A place in Gaon from 26 August 2021 to 30 September 2021" in page
    assert "1 person before you" in page


def test_joining_twice_says_so(minji):
    mine = browser(minji)
    mine.post("/book/waitlist/", {"region": "9911000000"})

    again = mine.post("/book/waitlist/", {"region": "9911000000"})

    assert again.text.count("You are on the waiting list already.") >= 1
    assert "Put me on the waiting list" not in again.text
    assert Waitlist.objects.count() == 1


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"region": "1"},
        {"region": "9911000000\x00"},
        {"region": ["9911000000", "x"]},
        {"region": "9911000000", "from": "soon"},
        {"region": "9911000000", "from": "2021-09-02", "to": "2021-09-01"},
        {"region": "9911000000", "from": "9999-01-01"},
        {"region": "9911000000", "to": "2021-08-01"},
    ],
)
def test_a_wish_that_is_none_is_said_in_the_page_and_changes_nothing(minji, wish):
    response = browser(minji).post("/book/waitlist/", wish)

    assert response.status_code == 200
    assert "Please check your answers" in response.text
    assert not Waitlist.objects.exists()


def test_whose_turn_it_is_not_is_told_when(minji, at):
    at("2021-08-08 23:59:59")

    page = browser(minji).get("/book/waitlist/").text

    assert "It is not your turn yet." in page
    assert "<form method" not in page


def test_leaving_asks_first(minji):
    mine = browser(minji)
    mine.post("/book/waitlist/", {"region": "9911000000"})
    address = f"/bookings/waitlist/{minji.waits.get().pk}/leave/"

    assert heading(mine.get(address).text) == "Leave the waiting list?"
    assert minji.waits.get().state == "waiting"
    mine.post(address)

    assert minji.waits.get().state == "left"
    assert "Waiting list" not in mine.get("/bookings/").text
    assert "no longer on this waiting list" in mine.post(address).text


def test_nobody_takes_somebody_else_off_the_list(minji):
    entry = wait_in_line("Jun").waits.get()

    assert browser(minji).post(f"/bookings/waitlist/{entry.pk}/leave/").status_code == 404
    entry.refresh_from_db()
    assert entry.state == "waiting"


def test_an_offer_is_accepted_with_one_button(offer):
    mine = browser(offer.person)
    assert offer.get_absolute_url() in mine.get("/bookings/").text
    page = mine.get(offer.get_absolute_url()).text
    assert heading(page) == "A place for you"
    assert "until <strong>Monday 9 August 2021, 12:30</strong>" in page

    response = mine.post(offer.get_absolute_url(), {"answer": "accept"})

    booking = Booking.objects.get()
    assert (response.status_code, response["Location"]) == (303, booking.get_absolute_url())
    assert mine.get(offer.get_absolute_url())["Location"] == booking.get_absolute_url()
    assert mine.post(offer.get_absolute_url(), {"answer": "accept"}).status_code == 303
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(("answer", "state"), [("decline", "waiting"), ("leave", "left")])
def test_or_declined(offer, answer, state):
    mine = browser(offer.person)

    response = mine.post(offer.get_absolute_url(), {"answer": answer})

    assert response["Location"] == "/bookings/"
    assert offer.person.waits.get().state == state
    assert heading(mine.get(offer.get_absolute_url()).text) == "You declined this place"
    assert (
        "This offer is over already."
        in mine.post(offer.get_absolute_url(), {"answer": "decline"}).text
    )


def test_too_late_it_says_so(at, offer):
    at("2021-08-09 12:30")
    mine = browser(offer.person)

    asked = mine.get(offer.get_absolute_url()).text
    refused = mine.post(offer.get_absolute_url(), {"answer": "accept"}).text
    offers.end_batch()

    assert heading(asked) == heading(refused) == "This offer is over"
    assert "The time for this offer is over." in refused
    assert "Accept and book" not in asked + refused
    assert "you did not answer in time" in mine.get("/bookings/").text


def test_somebody_elses_offer_does_not_exist(offer):
    jun = browser(make_person("Jun"))

    assert jun.get(offer.get_absolute_url()).status_code == 404
    assert jun.post(offer.get_absolute_url(), {"answer": "accept"}).status_code == 404
    assert not Booking.objects.exists()


def test_a_stranger_with_the_link_proves_who_they_are(client, offer):
    for response in (client.get(offer.get_absolute_url()), client.post(offer.get_absolute_url())):
        assert response.status_code == 302
        assert response["Location"].startswith("/verify/?next=")


@pytest.mark.parametrize("answer", [{}, {"answer": "x"}, {"answer": "accept\x00"}])
def test_an_answer_that_is_none_changes_nothing(offer, answer):
    response = browser(offer.person).post(offer.get_absolute_url(), answer)

    assert response.status_code == 200
    offer.refresh_from_db()
    assert offer.state == "open"

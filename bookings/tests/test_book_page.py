"""The first page inside: may I book, and if not, exactly why and when."""

import pytest
from django.test import Client

from accounts.tests.builders import show_cookie

from .builders import make_booking, make_clinic, make_person, make_round, make_slot, verify


@pytest.fixture
def minji(db):
    return make_person("Minji", "1980-03-09")


def page_for(person):
    client = show_cookie(Client(headers={"accept-language": "en"}), verify(person))
    return client.get("/book/").text


def test_minji_may_book_and_reads_what_and_until_when(minji, at):
    make_round(digit=9)
    at("2021-08-09 20:00")

    page = page_for(minji)

    assert "You can book now" in page
    assert "Tuesday 10 August 2021, 18:00" in page
    assert "from 26 August 2021 to 30 September 2021" in page
    assert "<dd>mrna</dd>" in page
    terms = "from=2021-08-26&amp;to=2021-09-30&amp;group=mrna"
    assert f'href="/book/clinics/?{terms}"' in page


def test_a_second_early_she_reads_when_and_gets_no_way_in(minji, at):
    make_round(digit=9)
    at("2021-08-09 19:59:59")

    page = page_for(minji)

    assert "You cannot book now" in page
    assert "You can book from Monday 9 August 2021, 20:00." in page
    assert 'href="/book/clinics/' not in page


def test_afterwards_she_reads_that_it_is_over(minji, at):
    make_round(digit=9)
    at("2021-08-10 18:00")

    assert "closed on Tuesday 10 August 2021, 18:00" in page_for(minji)


def test_somebody_whom_no_round_includes(minji, at):
    at("2021-08-09 20:00")

    assert "No booking round includes your date of birth" in page_for(minji)


def test_whoever_is_booked_is_led_to_the_booking(minji, at):
    make_round(digit=9)
    make_booking(minji, make_slot(make_clinic(), "2021-08-30 10:00"))
    at("2021-08-09 20:00")

    page = page_for(minji)

    assert "You are booked already" in page
    assert 'href="/bookings/"' in page
    assert 'href="/book/clinics/' not in page


def test_a_stranger_proves_who_they_are_first(client, db):
    response = client.get("/book/")

    assert (response.status_code, response["Location"]) == (302, "/verify/?next=%2Fbook%2F")


def test_what_the_door_found_is_told_once_and_found_anew_at_the_next_look(minji, at):
    make_round(digit=9)
    client = show_cookie(Client(headers={"accept-language": "en"}), verify(minji))
    at("2021-08-09 19:59:59")
    assert "You cannot book now" in client.get("/book/").text

    at("2021-08-09 20:00")
    assert "You can book now" in client.get("/book/").text

    make_booking(minji, make_slot(make_clinic(), "2021-08-30 10:00"))
    assert "You are booked already" in client.get("/book/").text


def test_the_card_says_at_once_that_a_round_is_full_or_has_places_again(minji, at):
    round_ = make_round(digit=9)
    at("2021-08-09 20:00")
    client = show_cookie(Client(headers={"accept-language": "en"}), verify(minji))
    full = "All places of this round are taken"
    assert full not in client.get("/book/").text

    type(round_).objects.update(full_since="2021-08-09T20:00:00+09:00")
    assert full in client.get("/book/").text

    type(round_).objects.update(full_since=None, name_en="The nines")
    page = client.get("/book/").text
    assert full not in page
    assert "<h2>The nines</h2>" in page


def test_each_reads_the_card_of_a_round_in_their_own_language(minji, at):
    make_round(digit=9)
    at("2021-08-09 20:00")
    for _ in range(2):
        korean = show_cookie(Client(headers={"accept-language": "ko"}), verify(minji))
        assert "2021년 8월 10일" in korean.get("/book/").text
        assert "Tuesday 10 August 2021, 18:00" in page_for(minji)

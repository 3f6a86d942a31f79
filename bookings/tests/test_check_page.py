"""The last page before the booking: what is wanted, once more, and one button."""

import re
import uuid
from html import unescape

import pytest
from django.test import Client

from accounts.tests.builders import show_cookie
from bookings import desk
from bookings.models import Booking

from .builders import make_clinic, make_person, make_round, make_slot, verify

CHECK = "/book/check/"


@pytest.fixture
def gaon(db):
    return make_clinic("Gaon Clinic")


@pytest.fixture
def slot(gaon):
    return make_slot(gaon, "2021-08-30 10:00", capacity=1)


@pytest.fixture
def evening(at, slot):
    """The round of those born on a 9th is open."""
    make_round(digit=9)
    return at("2021-08-09 20:00")


def browser(person, language="en", **more):
    return show_cookie(Client(headers={"accept-language": language}, **more), verify(person))


@pytest.fixture
def minji(evening):
    return browser(make_person("Minji Kim", "1980-03-09"))


def answers(slot, key=None):
    return {"slot": slot.pk, "key": key or uuid.uuid4()}


def test_it_shows_everything_that_will_be_booked(minji, slot):
    page = minji.get(CHECK, {"slot": slot.pk}).text

    assert "M*******m" in page
    assert "Minji Kim" not in page
    assert "Gaon Clinic" in page
    assert "Monday 30 August 2021, 10:00" in page
    assert "as a rule 42 days later" in page


def test_another_time_is_chosen_among_those_of_her_round(minji, gaon, slot):
    """Tomorrow's places at this clinic are for others: she is not led to what she cannot book."""
    soon = make_slot(gaon, "2021-08-11 10:00")
    booking = minji.get(CHECK, {"slot": slot.pk}).text
    refusal = minji.get(CHECK, {"slot": soon.pk}).text
    for page, words in [(booking, "Choose another time"), (refusal, "All times of this clinic")]:
        link = unescape(re.search(rf'href="([^"#]+)[^>]*>{words}', page)[1])

        times = minji.get(link).text

        assert "Mon, 30 August" in times
        assert "11 August" not in times


def test_the_form_on_the_page_books_and_leads_to_the_booking(minji, slot):
    page = minji.get(CHECK, {"slot": slot.pk}).text
    hidden = dict(re.findall(r'type="hidden" name="(slot|key)" value="([^"]+)"', page))

    response = minji.post(f"{CHECK}?slot={slot.pk}", hidden)

    booking = Booking.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/bookings/{booking.reference}/")
    assert (booking.slot, booking.status) == (slot, "held")
    assert str(booking.idempotency_key) == hidden["key"]


def test_a_double_click_is_one_booking(minji, slot):
    sent = answers(slot)

    first, second = minji.post(CHECK, sent), minji.post(CHECK, sent)

    assert first["Location"] == second["Location"]
    assert Booking.objects.count() == 1


def test_when_the_last_place_is_gone_the_nearest_others_are_offered(minji, gaon, slot):
    late = make_slot(gaon, "2021-08-30 16:00")
    near = make_slot(gaon, "2021-08-30 10:30")
    full = make_slot(gaon, "2021-08-30 09:30", capacity=1)
    jun = verify(make_person("Jun", "1980-03-19"))
    haneul = verify(make_person("Haneul", "1980-03-29"))
    minji.get(CHECK, {"slot": slot.pk})
    desk.book(jun.pk, slot.pk, uuid.uuid4())
    desk.book(haneul.pk, full.pk, uuid.uuid4())

    page = minji.post(CHECK, answers(slot)).text

    assert "This time is full. Please choose another." in page
    assert re.findall(r'href="/book/check/\?slot=(\d+)"', page) == [str(near.pk), str(late.pk)]
    assert Booking.objects.count() == 2


def test_times_outside_the_round_are_not_offered(minji, gaon, slot):
    make_slot(gaon, "2021-10-05 10:00")
    desk.book(verify(make_person("Jun", "1980-03-19")).pk, slot.pk, uuid.uuid4())

    page = minji.get(CHECK, {"slot": slot.pk}).text

    assert "This time is full" in page
    assert "Free at the same clinic" not in page
    assert "Book this appointment" not in page


def test_whoever_has_a_booking_is_led_to_it(minji, gaon, slot):
    minji.post(CHECK, answers(slot))

    page = minji.post(CHECK, answers(make_slot(gaon, "2021-08-31 10:00"))).text

    assert "You already have a booking" in page
    assert 'href="/bookings/"' in page
    assert Booking.objects.count() == 1


def test_the_same_form_with_another_time_is_refused(minji, gaon, slot):
    sent = answers(slot)
    minji.post(CHECK, sent)

    page = minji.post(CHECK, {**sent, "slot": make_slot(gaon, "2021-08-31 10:00").pk}).text

    assert "This form was already sent with another time." in page
    assert Booking.objects.count() == 1


def test_too_early_says_when(minji, slot, at):
    at("2021-08-09 19:59:59")

    for page in (minji.get(CHECK, {"slot": slot.pk}).text, minji.post(CHECK, answers(slot)).text):
        assert "You can book from Monday 9 August 2021, 20:00." in page
        assert "Book this appointment" not in page
    assert not Booking.objects.exists()


def test_a_form_sent_at_the_closing_is_refused_and_a_second_before_it_is_not(evening, slot, at):
    person = make_person("Minji", "1980-03-09")
    at("2021-08-10 18:00")
    late = browser(person).post(CHECK, answers(slot))
    at("2021-08-10 17:59:59")

    assert "closed on Tuesday 10 August 2021, 18:00" in late.text
    assert browser(person).post(CHECK, answers(slot)).status_code == 303


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_proves_who_they_are_and_comes_back_to_the_same_time(
    client, evening, slot, method
):
    response = getattr(client, method)(f"{CHECK}?slot={slot.pk}", data=answers(slot))

    assert response.status_code == 302
    assert response["Location"].startswith("/verify/?next=%2Fbook%2Fcheck%2F%3Fslot%3D")
    assert not Booking.objects.exists()


def test_a_signed_out_visitor_books_nothing(minji, slot):
    minji.post("/verify/end/")

    assert minji.post(CHECK, answers(slot)).status_code == 302
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "0",
        "-1",
        "x",
        "1.5",
        "1e3",
        "９９",
        "99999999999999999999",
        "999999999",
        "’",
    ],
)
def test_no_such_time(minji, wanted):
    assert minji.get(CHECK, {"slot": wanted}).status_code == 404
    assert minji.post(CHECK, {"slot": wanted, "key": uuid.uuid4()}).status_code == 404
    assert not Booking.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "\0", "1" * 1000])
def test_a_garbled_key_is_asked_for_again(minji, slot, key):
    page = minji.post(CHECK, {"slot": slot.pk, "key": key}).text

    assert "Please press the button once more." in page
    assert "Book this appointment" in page
    assert not Booking.objects.exists()


def test_json_is_not_a_form(minji, slot):
    response = minji.post(CHECK, {"slot": slot.pk, "key": "x"}, content_type="application/json")

    assert response.status_code == 404
    assert not Booking.objects.exists()


def test_a_body_too_large_is_refused(minji, slot):
    response = minji.post(CHECK, {**answers(slot), "more": "x" * 70_000})

    assert response.status_code == 400
    assert not Booking.objects.exists()


def test_other_methods_are_not_there(minji):
    assert [getattr(minji, m)(CHECK).status_code for m in ("put", "delete", "patch")] == [405] * 3


def test_a_form_from_another_site_is_refused(evening, slot):
    minji = browser(make_person("Minji", "1980-03-09"), enforce_csrf_checks=True)

    assert minji.post(CHECK, answers(slot)).status_code == 403
    assert not Booking.objects.exists()


def test_a_machine_is_held_back_in_words(minji, slot, limits_clock):
    for _ in range(30):
        minji.get(CHECK, {"slot": slot.pk})

    response = minji.get(CHECK, {"slot": slot.pk})

    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60
    assert "please wait until" in response.text


def test_whoever_looked_too_often_has_not_lost_the_place(minji, slot):
    for _ in range(31):
        minji.get(CHECK, {"slot": slot.pk})

    assert minji.post(CHECK, answers(slot)).status_code == 303


def test_without_the_store_it_books_all_the_same(minji, slot, store):
    store.stop()

    assert minji.post(CHECK, answers(slot)).status_code == 303


def test_nothing_of_it_is_kept_by_caches(minji, slot):
    assert "no-store" in minji.get(CHECK, {"slot": slot.pk})["Cache-Control"]


def test_it_speaks_korean(evening, slot):
    page = browser(make_person("김민지", "1980-03-09"), "ko").get(CHECK, {"slot": slot.pk}).text

    assert '<html lang="ko">' in page
    assert "2021년 8월 30일 월요일 10:00" in page
    assert "김*지" in page

"""Minji, born on a 9th, enrols for the opening of the 9th; Jun's turn is another day."""

import pytest

from accounts.tests.builders import make_person, show_cookie, verify
from bookings.tests.builders import make_round
from portal.waiting import draw, lots
from portal.waiting.models import Place
from portal.waiting.tests.early import (
    BEFORE,
    CLOSED,
    COMMITMENT,
    SECRET,
    SOURCE,
    TOO_LATE,
    VALUE,
    make_line,
    make_operators,
)

URL = "/wait/early/"


@pytest.fixture
def line(at):
    at(BEFORE)
    make_round(digit=9)
    return make_line()


@pytest.fixture
def minji(line):
    return make_person("Minji", born="1980-03-09")


@pytest.fixture
def page(client, minji):
    show_cookie(client, verify(minji, minutes=12 * 60))

    def look():
        return " ".join(client.get(URL).content.decode().split())

    return look


def test_everybody_may_read_what_it_is_and_is_led_to_verifying(client, line):
    page = client.get(URL)

    assert "Being quick gains nothing" in page.content.decode()
    assert f'href="/verify/?next={URL}"' in page.content.decode()
    assert client.post(URL).headers["Location"] == "/verify/?next=%2Fwait%2Fearly%2F"
    assert not Place.objects.exists()


def test_minji_enrols_and_is_shown_her_receipt(client, page, line):
    assert "Enrol in the early lane" in page()

    assert client.post(URL).headers["Location"] == URL

    place = Place.objects.get()
    assert (place.line, place.lane, place.person.name) == (line, Place.Lane.EARLY, "Minji")
    assert place.receipt_shown in page()
    assert "Enrol in the early lane" not in page()


def test_pressing_twice_is_one_place(client, page):
    for _ in range(2):
        client.post(URL)

    assert Place.objects.count() == 1


def test_whose_turn_it_is_not_is_told_why_and_does_not_enrol(client, line):
    show_cookie(client, verify(make_person("Jun", born="1980-03-08")))

    assert client.get(URL).headers["Location"] == "/book/"
    assert client.post(URL).headers["Location"] == "/book/"
    assert not Place.objects.exists()
    assert "No booking round includes your date of birth" in client.get("/book/").content.decode()


def test_a_page_opened_in_time_and_sent_too_late_enrols_nobody(client, page, at):
    page()
    at(CLOSED)

    answer = client.post(URL)

    assert "No early lane is open now." in answer.content.decode()
    assert not Place.objects.exists()


def test_the_newest_device_has_the_place_and_the_older_one_is_told(client, page, minji, at):
    client.post(URL)
    at("2021-08-09 10:00")
    newer = verify(minji, minutes=60)

    show_cookie(client, newer)
    assert "newer device" not in page()

    assert Place.objects.get().verification == newer


def test_after_the_draw_the_page_says_the_number(client, page, line, minji, at):
    client.post(URL)
    at(TOO_LATE)
    lots.settle_all()
    show_cookie(client, verify(minji))

    assert "you are number 1 of 1 in the early lane" in page()


def test_what_is_known_of_the_draw_is_public_step_by_step(client, page, line, at):
    client.post(URL)
    receipt, public = bytes(Place.objects.get().receipt).hex(), f"/wait/draw/{line.pk}/"
    before = client.get(public).content.decode()
    assert COMMITMENT in before
    assert SOURCE in before
    assert client.get(f"{public}draw.txt").status_code == 404

    at(CLOSED)
    kang, yoon = make_operators()
    draw.reveal(line, SECRET, VALUE, kang)
    line.draw.refresh_from_db()
    closed = client.get(public).content.decode()
    assert line.draw.digest in closed
    assert SECRET not in closed

    draw.confirm(line, VALUE, yoon)
    after = client.get(public).content.decode()
    assert SECRET in after
    assert VALUE in after
    file = client.get(f"{public}draw.txt")
    assert b"".join(file.streaming_content).decode().splitlines()[-1] == receipt


def test_a_line_without_a_draw_has_no_such_page(client, db):
    assert client.get("/wait/draw/4711/").status_code == 404


def test_a_void_draw_says_so_in_korean(korean_client, line, at):
    at(TOO_LATE)
    lots.settle_all()

    page = korean_client.get(f"/wait/draw/{line.pk}/").content.decode()

    assert "추첨이 무효가 되었습니다" in page

"""A number in one's own cookie: ours or worth nothing."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from portal.waiting import tickets
from portal.waiting.tickets import Ticket, pack, unpack

MINJIS = Ticket(7, 91, 1628506800)


def test_what_was_signed_here_is_read_again():
    assert unpack(pack(MINJIS)) == MINJIS


@pytest.mark.parametrize("part", [0, 1, 2, 3])
def test_a_number_line_or_time_of_ones_own_is_worth_nothing(part):
    words = pack(MINJIS).split(".")
    words[part] = {0: "8", 1: "1", 2: "1628506799", 3: words[3][:-1] + "x"}[part]

    assert unpack(".".join(words)) is None


def test_a_signature_fits_one_ticket_only():
    theirs = pack(MINJIS._replace(number=90)).rpartition(".")[2]

    assert unpack(f"7.91.1628506800.{theirs}") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "...",
        "7.91.1628506800",
        "7.91.1628506800.",
        "７.９１.1.x",
        "7.91.1.é",
        "\ud800.1.1.1",
    ],
)
def test_garbage_is_no_ticket(text):
    assert unpack(text) is None


@given(st.text())
def test_whatever_is_in_the_cookie_it_is_no_crash(text):
    assert unpack(text) is None


def shown(ticket):
    """What is read when a browser shows a ticket."""
    return tickets.read(RequestFactory().get("/", headers={"cookie": f"{tickets.COOKIE}={ticket}"}))


def test_the_cookie_is_kept_from_scripts_and_longer_than_any_line():
    minjis = tickets.issue(7, 91)
    response = HttpResponse()
    tickets.hand_out(response, minjis)

    cookie = response.cookies[tickets.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 36 * 3600
    assert shown(cookie.value) == minjis


def test_one_written_down_is_good_for_no_longer_than_the_cookie():
    minjis = tickets.issue(7, 91)

    assert shown(pack(minjis._replace(issued=minjis.issued - 35 * 3600)))
    assert shown(pack(minjis._replace(issued=minjis.issued - 36 * 3600))) is None

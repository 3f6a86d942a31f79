"""What the waiting page says to whoever holds a number, and to those who are verified."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.waiting import bulletin, tickets


@pytest.fixture
def busy(settings):
    """Many people wait for what opened an hour ago."""

    def say(**words):
        bulletin.write(
            {"line": 7, "state": "metered", "queueing": True, "served": 40, "rate": 2.0}
            | {"name": {"ko": "50대", "en": "People in their fifties"}, "early": 30}
            | {"opens_at": "2021-08-09T20:00:00+09:00", "good_for": 3600}
            | {"message": {"ko": "천천히 하셔도 됩니다.", "en": "There is no hurry."}}
            | words
        )

    say()
    return say


@pytest.fixture
def minji(client):
    """She took number 91: the 121st position, behind the early lane."""
    client.cookies[tickets.COOKIE] = tickets.pack(tickets.issue(7, 91))
    return client


def test_a_number_says_how_many_are_ahead_and_costs_no_query(busy, minji):
    # No ``db`` fixture: here any query is an error.
    page = minji.get("/wait/")

    assert page.context["ahead"] == 80
    assert "about 1 to 2 minutes" in page.content.decode()
    assert "There is no hurry." in page.content.decode()


def test_before_the_opening_the_page_says_when_it_is(busy, minji):
    busy(before=True, opens_in=300, served=0)

    page = minji.get("/wait/").content.decode()

    assert "Booking opens on" in page
    assert "8 p.m." in page or "20:00" in page


def test_whoever_is_next_reads_so(busy, minji):
    busy(served=120)

    assert "You are next" in minji.get("/wait/").content.decode()


@pytest.mark.parametrize("text", [None, "{", "{}"])
def test_with_the_bulletin_lost_nobody_is_told_that_their_number_is(busy, minji, settings, text):
    """Nobody knows then of which line it is; a button that gives none would help nobody either."""
    file = Path(settings.WAITING_BULLETIN)
    file.unlink() if text is None else file.write_text(text)
    bulletin.forget()

    page = minji.get("/wait/")

    assert page.status_code == 503
    assert "Who has a number keeps it" in page.text
    assert page["Refresh"].endswith("; url=/wait/")
    assert tickets.COOKIE not in page.cookies
    busy()
    assert minji.get("/wait/").context["ahead"] == 80


def test_it_is_light(busy, minji):
    """Under 20 KB with everything it loads, not counting gzip; no font, nothing from elsewhere."""
    page = minji.get("/wait/").text
    loaded = {Path(found) for found in re.findall(r'(?:src|href)="/static/([^"]+)"', page)}
    parts = [(settings.BASE_DIR / "static" / path).read_bytes() for path in loaded]

    assert {path.suffix for path in loaded} == {".css", ".svg", ".js"}
    assert len(page.encode()) + sum(map(len, parts)) < 20_000
    assert "http" not in page

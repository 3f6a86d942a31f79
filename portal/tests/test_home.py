"""What everybody sees first. No visitor is known here, and any cache may keep it."""

import datetime as dt
import re
import time
from math import floor
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.utils.http import parse_http_date

from bookings import stock
from bookings.tests.builders import (
    make_clinic,
    make_person,
    make_round,
    make_slot,
    seoul,
    verify,
)
from clinics.models import Slot
from portal import board
from portal.models import Notice
from portal.waiting.tests.early import make_line


def test_it_says_what_is_open_until_when_and_for_whom(client, at):
    make_round(code="Born in the fifties", born=("1962-01-01", "1971-12-31"))
    at("2021-08-09 20:00")

    page = client.get("/").content.decode()

    assert "Born in the fifties" in page
    assert "born from 1 January 1962 to 31 December 1971" in page
    assert "<strong>Tuesday 10 August 2021, 18:00</strong>" in page
    assert "Start booking" in page


def test_it_leads_to_what_is_left_today_whether_a_round_is_open_or_not(client, at):
    at("2021-08-09 20:00")
    assert client.get("/").text.count('href="/leftover/"') == 2

    board.forget()
    make_round()
    assert client.get("/").text.count('href="/leftover/"') == 2


def test_it_names_the_digit_of_the_birth_day(client, at):
    make_round(digit=0)
    at("2021-08-09 20:00")

    assert "on a day of the month that ends in 0" in client.get("/").content.decode()


def test_before_the_opening_it_says_when_and_offers_nothing(client, at):
    make_round()
    at("2021-08-09 19:59:59")

    page = client.get("/").content.decode()

    assert "The next one opens on <strong>Monday 9 August 2021, 20:00</strong>." in page
    assert "Start booking" not in page


def test_with_nothing_announced_it_says_so(client, at):
    at("2021-08-09 20:00")

    assert "As soon as the next one is announced" in client.get("/").content.decode()


def test_it_says_when_no_places_are_left_and_when_there_are_again(client, at):
    make_round(code="Thirties")
    slot = make_slot(make_clinic(), "2021-08-26 10:00", capacity=1, taken=1)
    at("2021-08-09 20:00")
    seen = {}
    for taken in (1, 0):
        Slot.objects.filter(pk=slot.pk).update(taken=taken)
        stock.look()
        board.forget()
        seen[taken] = "No places left" in client.get("/").text, full_of(client)

    assert seen == {1: (True, [True]), 0: (False, [False])}


def full_of(client):
    return [entry["full"] for entry in client.get("/status.json").json()["rounds"]]


def test_a_stopped_round_is_not_shown(client, at):
    stopped = make_round(code="Stopped")
    stopped.stopped = True
    stopped.save()
    at("2021-08-09 20:00")

    assert "Stopped" not in client.get("/").content.decode()


def test_no_cache_keeps_it_past_the_next_opening_or_closing(client, at):
    make_round()
    kept = {}
    for moment in ("19:58", "19:59:40", "19:59:59.6", "20:00", "17:59:50"):
        at(f"2021-08-{'10' if moment < '19' else '09'} {moment}")
        kept[moment] = Kept(client, "/")

    assert kept == {"19:58": 30, "19:59:40": 20, "19:59:59.6": 0.4, "20:00": 30, "17:59:50": 10}
    assert [each.more for each in kept.values()] == [10, 0, 0, 10, 0]


def test_while_a_new_one_is_made_it_is_shown_until_just_before_the_opening(client, at):
    make_round()
    at("2021-08-09 19:59:25")

    kept = Kept(client, "/")

    assert kept == 30
    assert kept.more == 5


def test_a_page_that_took_long_to_make_is_kept_no_longer_for_it(client, at, monkeypatch):
    make_round()
    at("2021-08-09 19:59:50")
    began = time.time()
    told = board.read()
    monkeypatch.setattr(board.time, "time", lambda: began + 60)

    assert told.last_second(30) < began + 10


class Kept:
    """A page, and whether caches may keep it for so many seconds and not longer.

    They count whole seconds of their own clock and keep what ends in one until it is over.
    ``more`` are the seconds for which they may show it while they ask for a new one.
    """

    def __init__(self, client, address):
        began = time.time()
        self.page = client.get(address)
        self.over = parse_http_date(self.page["Expires"]) + 1
        public, _, more = self.page["Cache-Control"].partition(", stale-while-revalidate=")
        assert public == "public"
        self.more = int(more or 0)
        self.made = began, time.time()

    def __eq__(self, seconds):
        first, last = (floor(moment + seconds) for moment in self.made)
        return first <= self.over <= last


def test_notices_are_shown_in_their_time_and_language(client, korean_client, at):
    Notice.objects.create(
        text_ko="내일 02시부터 점검합니다.",
        text_en="Maintenance tomorrow from 02:00.",
        shown_from=seoul("2021-08-09 20:00"),
        shown_until=seoul("2021-08-09 20:00:20"),
    )
    seen = {}
    for moment in ("19:59:59", "20:00:00", "20:00:19", "20:00:20"):
        at(f"2021-08-09 {moment}")
        kept = Kept(client, "/")
        seen[moment] = "Maintenance tomorrow" in kept.page.text, kept
    at("2021-08-09 20:00:00")

    assert seen == {
        "19:59:59": (False, 1),
        "20:00:00": (True, 20),
        "20:00:19": (True, 1),
        "20:00:20": (False, 30),
    }
    assert "내일 02시부터 점검합니다." in korean_client.get("/").text


def test_a_notice_is_text_and_nothing_else(client, at):
    at("2021-08-09 20:00")
    Notice.objects.create(text_ko="<script>", text_en="<script>alert(1)</script>\n\nMore.")

    page = client.get("/").text

    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in page
    assert "<p>More.</p>" in page


def test_it_sets_no_cookie_and_says_what_it_depends_on(client, at):
    at("2021-08-09 20:00")

    response = client.get("/")

    assert not response.cookies
    assert response["Vary"] == "Accept-Language, Cookie"


def test_it_does_not_know_who_asks(client, at):
    at("2021-08-09 20:00")
    anonymous = client.get("/").content
    verification = verify(make_person("Minji"))
    client.cookies["person"] = str(verification.pk)

    assert client.get("/").content == anonymous


def test_it_is_light(client, at):
    """Under 30 KB with everything it loads, not counting gzip, and neither script nor font."""
    for digit in range(10):
        make_round(digit=digit)
        Notice.objects.create(text_ko="점검 안내입니다. " * 20, text_en="Maintenance. " * 20)
    at("2021-08-09 20:00")

    page = client.get("/").text
    loaded = {Path(found) for found in re.findall(r'(?:src|href)="/static/([^"]+)"', page)}
    parts = {path: (settings.BASE_DIR / "static" / path).read_bytes() for path in loaded}

    assert {path.suffix for path in loaded} == {".css", ".svg"}
    assert len(page.encode()) + sum(map(len, parts.values())) < 30_000
    assert "<script" not in page
    assert not any(b"url(" in part for part in parts.values())


def test_it_asks_the_database_three_times(client, at, django_assert_num_queries):
    """For the rounds and for the notices."""
    make_round()
    at("2021-08-09 20:00")

    with django_assert_num_queries(3):
        client.get("/")


def test_it_speaks_the_language_asked_for(client, korean_client, at):
    at("2021-08-09 20:00")

    assert '<html lang="en">' in client.get("/").content.decode()
    assert '<html lang="ko">' in korean_client.get("/").content.decode()


def test_the_language_is_changed_without_script_token_or_session(at):
    at("2021-08-09 20:00")
    browser = Client(headers={"accept-language": "ko"}, enforce_csrf_checks=True)

    response = browser.post("/language/", {"language": "en", "next": "/"})

    assert (response.status_code, response["Location"]) == (302, "/")
    assert list(response.cookies) == ["django_language"]
    assert '<html lang="en">' in browser.get("/").content.decode()


def test_changing_the_language_leads_to_no_other_site(client):
    response = client.post("/language/", {"language": "en", "next": "https://evil.example/"})

    assert response["Location"] == "/"


def test_status_is_the_same_for_everybody_and_kept_for_a_second(client, at):
    make_round(code="a", digit=9)
    make_round(code="b", opens="2021-08-10 20:00", closes="2021-08-11 18:00")
    make_round(code="over", opens="2021-07-01 20:00", closes="2021-07-02 18:00")
    now = at("2021-08-09 20:00")

    kept = Kept(client, "/status.json")

    status = kept.page.json()
    assert dt.datetime.fromisoformat(status["now"]) - now < dt.timedelta(seconds=1)
    assert (status["gate"], status["congestion"], status["known"]) == ("open", "calm", True)
    assert [(r["code"], r["state"], r["birth_day_digit"]) for r in status["rounds"]] == [
        ("a", "open", 9),
        ("b", "coming", None),
    ]
    assert kept == 1
    assert not kept.page.cookies


def test_it_leads_to_an_early_lane_while_that_takes_people(client, at):
    at("2021-08-09 19:40")
    make_line()
    assert "Enrol until <strong>Monday 9 August 2021, 19:50</strong>" in client.get("/").text

    board.forget()
    at("2021-08-09 19:50")
    assert 'href="/wait/early/"' not in client.get("/").text

"""The page for whoever holds a number is what Django would have shown, word for word."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.waiting import bulletin, tickets
from portal.waiting.door import Door
from portal.waiting.prints import FAR
from portal.wsgi import application

from .test_door import knock_at

# No ``db`` fixture: here any query is an error.
pytestmark = pytest.mark.usefixtures("one_transaction")
LINE = 7


def say(**words):
    bulletin.write(
        {"line": LINE, "state": "metered", "queueing": True, "served": 40, "early": 1230}
        | {"rate": 2.5, "opens_at": "2021-08-09T20:00:00+09:00", "good_for": 3600}
        | words
    )


@pytest.fixture(autouse=True)
def busy():
    say()


class Django:
    """Django, and what it was asked for: by a visitor, or by the door for all of them."""

    request_class = application.portal.request_class

    def __init__(self):
        self.cookies = []

    def __call__(self, environ, start_response):
        self.cookies.append(environ.get("HTTP_COOKIE", ""))
        return application.portal(environ, start_response)


def look(at, number, cookie="", line=LINE, **environ):
    mine = f"{tickets.COOKIE}={tickets.pack(tickets.issue(line, number))}{cookie}"
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/wait/", "HTTP_COOKIE": mine, **environ}
    status, headers, body = knock_at(at, **environ)
    return status, headers, body.decode()


def settled(headers):
    """Without what chance or the second decide."""
    headers = dict(headers)
    refresh = headers.pop("Refresh", None)
    headers.pop("Expires")
    return headers, bool(refresh)


STATES = {
    "measured": {},
    "not measured": {"rate": 0},
    "paused": {"state": "paused"},
    "before": {"before": True, "opens_in": 300, "served": 0, "rate": 0},
    "told": {"message": {"ko": "천천히", "en": "No hurry & <calm>"}},
}


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("state", STATES)
def test_minji_jun_and_haneul_read_what_django_would_have_shown(state, language):
    say(**STATES[state])
    django = Django()
    door, spoken = Door(django), {"HTTP_ACCEPT_LANGUAGE": language}

    for number in (91, 4711, 1_234_567):
        status, headers, body = look(door, number, **spoken)
        same, words, page = look(application.portal, number, **spoken)

        assert status == same == "200 OK"
        assert body == page
        assert settled(headers) == settled(words)
        assert f"{number + 1230:,}" in body
    assert all(str(FAR) in cookie for cookie in django.cookies)


def test_the_page_is_printed_once_a_second_however_many_look():
    django = Django()
    door = Door(django)
    look(door, 5)
    began = int(time.time())

    for number in range(100, 150):
        look(door, number)

    assert len(django.cookies) <= 1 + (int(time.time()) - began) + 1


def test_a_chosen_language_wins_over_the_browsers_first():
    _, _, body = look(Door(Django()), 91, cookie="; django_language=en", HTTP_ACCEPT_LANGUAGE="ko")

    assert "People ahead of you" in body


def test_a_page_that_asks_by_itself_is_not_reloaded():
    _, headers, _ = look(Door(Django()), 91, cookie="; asks=1")

    assert "Refresh" not in headers


def test_the_pace_is_each_visitors_own():
    door = Door(Django())
    paces = [int(look(door, number)[1]["Refresh"].partition(";")[0]) for number in (1, 200_000)]

    assert paces[0] < 25
    assert paces[1] > 40


@pytest.mark.parametrize("served", [91 + 1230, 91 + 1229, 91 + 1228])
def test_who_is_next_or_alone_before_the_end_is_django_s_to_answer(served):
    say(served=served)
    django = Django()

    assert look(Door(django), 91)[2] == look(application.portal, 91)[2]
    assert not any(str(FAR) in cookie for cookie in django.cookies)


@pytest.mark.parametrize("cookie", ["; person=anything", "; __Host-person=anything"])
@pytest.mark.parametrize("line", [LINE, LINE + 1])
def test_others_are_django_s_to_answer(cookie, line):
    if line == LINE and "Host" in cookie:
        return
    django = Django()
    look(Door(django), 91, cookie=cookie, line=line)

    assert not any(str(FAR) in asked for asked in django.cookies)


def test_a_forged_number_shows_no_place():
    forged = tickets.pack(tickets.issue(LINE, 91)).replace(".91.", ".1.")

    _, _, body = knock_at(
        Door(Django()),
        REQUEST_METHOD="GET",
        PATH_INFO="/wait/",
        HTTP_COOKIE=f"{tickets.COOKIE}={forged}",
        HTTP_ACCEPT_LANGUAGE="en",
    )

    assert "Take a number" in body.decode()


def test_an_old_bulletin_says_that_all_is_paused():
    say(at=(timezone.now() - timedelta(hours=2)).timestamp())

    bodies = [
        look(at, 91, HTTP_ACCEPT_LANGUAGE="en")[2] for at in (Door(Django()), application.portal)
    ]

    assert bodies[0] == bodies[1]
    assert "paused: your place is kept" in bodies[0]

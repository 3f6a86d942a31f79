"""The landing page out of the edge's cache: the same for everybody, and right at the second."""

import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from math import ceil

import pytest
from django.utils.http import parse_http_date

from bookings.tests.builders import make_round
from clinics.tests.builders import SEOUL
from portal.waiting import bulletin
from tests.edge.test_trouble import is_static_waiting_page
from tests.edge.visitor import Visitor
from tests.processes import Portal, await_truth


class Landing:
    """What a web server was asked, by its own log."""

    def __init__(self, portal: Portal):
        self.log, self.before = portal.log, portal.log.stat().st_size

    def renders(self, path="/"):
        with self.log.open("rb") as log:
            log.seek(self.before)
            return len(re.findall(rb'"GET %s HTTP' % path.encode(), log.read()))


@pytest.fixture
def evening(edge, identity, at):
    """Eight o'clock, and the portal has noticed."""
    make_round(code="evening")
    at("2021-08-09 20:00")
    time.sleep(1)
    return Landing(identity)


def test_many_visitors_in_two_languages_are_two_pages(evening, nginx):
    asks = [
        ({"Accept_Language": "en-GB,en;q=0.9,ko;q=0.8"}, "en"),
        ({"Accept_Language": "ko-KR,ko;q=0.9,en-US;q=0.8"}, "ko"),
        ({"Accept_Language": "fr-FR,fr;q=0.9,EN;q=0.5"}, "en"),
        ({"Accept_Language": "ja"}, "ko"),
        ({"Accept_Language": "ko", "Cookie": "django_language=en; other=1"}, "en"),
        ({"Accept_Language": "en", "Cookie": "a=b; django_language=ko"}, "ko"),
        ({"Accept_Language": "en", "Cookie": "django_language=xx; ticket=1.2.3"}, "en"),
    ]
    for headers, language in asks * 3:
        answer = Visitor(nginx, **headers).ask(f"/?utm={time.time()}")
        assert f'<html lang="{language}">' in answer.text

    assert evening.renders() == 2


def test_nobody_waits_for_a_portal_that_is_busy(evening, identity, minji):
    """A page that is over is shown while the new one is asked for."""
    bulletin.write({"state": "metered", "queueing": True, "good_for": 3600})
    time.sleep(bulletin.GLANCE)
    page = minji.ask("/")
    await_truth(lambda: time.time() > parse_http_date(page.headers["Expires"]) + 1)
    os.killpg(identity.child.pid, signal.SIGSTOP)

    try:
        asked = time.monotonic()
        again = minji.ask("/").text
        took = time.monotonic() - asked
    finally:
        os.killpg(identity.child.pid, signal.SIGCONT)

    assert again == page.text
    assert took < 1


def test_it_is_shown_as_it_was_while_the_portal_is_dead(evening, identity, minji):
    page, status, privacy = (minji.ask(path) for path in ("/", "/status.json", "/privacy/"))
    assert "Start booking" in page.text

    identity.kill()

    # The one is still what it may be, the other is over.
    await_truth(lambda: time.time() > parse_http_date(status.headers["Expires"]) + 1)
    assert minji.ask("/").text == page.text
    assert minji.ask("/status.json").text == status.text
    assert minji.ask("/privacy/").text == privacy.text
    assert is_static_waiting_page(minji.ask("/verify/"))


def test_a_page_of_somebody_is_kept_by_nobody(evening, nginx, tmp_path):
    minji, jun = Visitor(nginx, "127.0.0.5"), Visitor(nginx, "127.0.0.6")

    for path in ("/", "/verify/", "/bookings/", "/wait/", "/status.json", "/staff/login/"):
        for visitor in (minji, jun):
            visitor.ask(path)
    cookies = [minji.ask("/staff/login/").headers["Set-Cookie"] for _visit in range(2)]

    assert cookies[0] != cookies[1]
    kept = [file.read_bytes() for file in tmp_path.glob("landing/*")]
    assert {re.search(rb"KEY: (.*)", file)[1] for file in kept} == {b"en /", b"en /status.json"}
    assert not any(b"Set-Cookie" in file for file in kept)


def test_a_crowd_sees_the_opening_at_its_second_and_the_portal_hardly_the_crowd(
    edge, identity, nginx
):
    opening = ceil(time.time()) + 4
    opens, closes = (
        str(datetime.fromtimestamp(moment, SEOUL)) for moment in (opening, opening + 3600)
    )
    make_round(opens=opens, closes=closes)
    time.sleep(1)  # until what the portal saw before is no longer believed
    log, began = Landing(identity), time.time()

    def visit(address):
        visitor, visits = Visitor(nginx, address), []
        while time.time() < opening + 2:
            asked = time.time()
            page = visitor.ask("/")
            visits.append((asked, time.time(), "Start booking" in page.text, page.headers))
        return visits

    with ThreadPoolExecutor(8) as pool:
        crowd = [
            seen
            for visits in pool.map(visit, [f"127.0.0.{n}" for n in range(10, 18)])
            for seen in visits
        ]

    assert not any(shown for _, answered, shown, _ in crowd if answered < opening)
    after = [shown for asked, _, shown, _ in crowd if asked >= opening + 1]
    assert after
    assert all(after)
    # No browser keeps what it got before past the opening either.
    before = [headers["Expires"] for _, _, shown, headers in crowd if not shown]
    assert max(map(parse_http_date, before)) < opening
    lately = [visit for visit in crowd if opening - 1 <= visit[0] < opening]
    assert len(lately) > 10
    assert log.renders() <= time.time() - began + 2

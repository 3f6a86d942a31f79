"""What people see when the portal behind the edge is in trouble."""

import os
import re
import signal
import time
from contextlib import ExitStack

import pytest

from portal.embedded import loopback
from portal.waiting import bulletin
from tests.edge.conftest import stop
from tests.edge.visitor import Visitor
from tests.processes import await_truth


def is_static_waiting_page(answer):
    return (
        answer.status == 503
        and "Set-Cookie" not in answer.headers
        and answer.headers["Cache-Control"] == "no-store"
        and "대기 순서는 그대로 유지됩니다." in answer.text
        and "Your place in line is kept." in answer.text
    )


def test_when_booking_dies_its_visitors_wait_and_nobody_else_notices(edge, booking, minji):
    assert minji.ask("/bookings/").status == 302

    booking.kill()

    assert is_static_waiting_page(minji.ask("/bookings/"))
    assert is_static_waiting_page(minji.ask("/book/check/", "POST", body="slot=1"))
    assert minji.ask("/wait/").status == 302
    assert minji.ask("/").status == 200
    booking.start()
    assert minji.ask("/bookings/").status == 302


def test_when_the_waiting_room_dies_those_inside_go_on(edge, waiting, minji):
    assert minji.ask("/wait/").status == 302

    waiting.kill()

    assert is_static_waiting_page(minji.ask("/wait/"))
    assert minji.ask("/bookings/").status == 302
    waiting.start()
    assert minji.ask("/wait/").status == 302


def test_the_page_comes_back_by_itself_and_not_in_step_with_others(nginx, waiting, minji):
    waiting.kill()

    told = [minji.ask("/wait/").headers["Refresh"] for _visit in range(40)]

    assert set(told) <= {"5", "8", "11", "14", "17"}
    assert len(set(told)) > 1


def test_it_does_not_come_back_to_where_only_a_form_leads(nginx, waiting, minji):
    waiting.kill()

    answer = minji.ask("/wait/join/", "POST")

    assert is_static_waiting_page(answer)
    assert answer.headers["Refresh"].endswith("; url=/wait/")


def test_it_is_small_and_loads_nothing_from_elsewhere(nginx, waiting, minji):
    waiting.kill()

    page = minji.ask("/wait/")
    sheet = minji.ask("/edge/edge.css")

    assert (sheet.status, sheet.headers["Content-Type"]) == (200, "text/css")
    assert len(page.text.encode()) + len(sheet.text.encode()) < 5000
    assert "//" not in page.text + sheet.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.fixture
def hanging(edge, waiting):
    """The waiting room's processes stand still: they take what comes and do not answer."""
    os.killpg(waiting.child.pid, signal.SIGSTOP)
    yield edge
    os.killpg(waiting.child.pid, signal.SIGCONT)


def test_a_portal_that_hangs_is_not_waited_for_for_ever(hanging, minji):
    assert is_static_waiting_page(minji.ask("/wait/"))


def test_a_full_waiting_room_sends_newcomers_away_at_once_and_nobody_else(hanging, minji):
    """More would only stand behind each other until nobody waits for their answer any more."""
    with ExitStack() as lines:
        for _newcomer in range(100):
            line = lines.enter_context(Visitor(hanging, "127.0.0.2").connect())
            line.sendall(b"GET /wait/ HTTP/1.1\r\nHost: %s\r\n\r\n" % loopback.ADDRESS.encode())
        asked = time.monotonic()
        joined = minji.ask("/wait/join/", "POST")
        known = minji.ask("/wait/", Cookie=f"other=1; __Host-person={'a' * 32}:1:x")
        took = time.monotonic() - asked

    assert is_static_waiting_page(joined)
    assert re.fullmatch(r"(5|8|11|14|17); url=/wait/", joined.headers["Refresh"])
    assert (known.status, known.headers["Location"]) == (302, "/book/")
    assert minji.ask("/").status == 200
    assert took < 3


def test_what_the_portal_says_of_its_own_trouble_is_passed_on(edge, store, minji):
    bulletin.write({"state": "open", "queueing": True, "line": 1, "good_for": 3600})
    time.sleep(bulletin.GLANCE)
    store.kill()

    answer = minji.ask("/wait/join/", "POST")

    assert answer.status == 503
    assert "<h1>Booking is paused</h1>" in answer.text
    assert answer.headers["Refresh"].endswith("; url=/wait/")


def test_the_poll_file_is_served_from_disk_though_the_portal_is_dead(nginx, groups, minji):
    stop(groups)
    for served in (7, 8):
        bulletin.write({"state": "open", "queueing": True, "served": served})

        answer = minji.ask("/wait/status.json")

        assert f'"served": {served}' in answer.text
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers.get_all("Cache-Control") == ["public, max-age=1"]


def test_without_the_file_the_portal_answers(edge, settings, minji):
    os.unlink(settings.WAITING_BULLETIN)

    await_truth(lambda: minji.ask("/wait/status.json").text == "{}")

"""Trouble behind the edge costs nobody their place."""

import re

import pytest

from portal.waiting import bulletin
from portal.waiting.models import Line
from tests.edge.test_trouble import is_static_waiting_page
from tests.processes import await_truth


@pytest.fixture
def queue(edge, at):
    """People wait at eight o'clock, and the portal has noticed."""
    at("2021-08-09 20:00")
    line = Line.objects.create(name_ko="예약", name_en="Booking", opens_at="2021-08-09T20:00+09:00")
    board = {"state": "metered", "queueing": True, "line": line.pk, "rate": 1, "good_for": 3600}
    bulletin.write(board)
    return line


def test_minji_keeps_her_number_through_a_death_of_the_waiting_room(queue, waiting, minji):
    await_truth(lambda: "ticket" in minji.ask("/wait/join/", "POST").headers.get("Set-Cookie", ""))
    joined = minji.ask("/wait/join/", "POST").headers["Set-Cookie"]
    assert joined.startswith("__Host-ticket=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(joined.split("; "))
    ticket = {"Cookie": joined.partition(";")[0]}
    title = re.compile("<title>[^<]+")
    stood = title.search(minji.ask("/wait/", **ticket).text)[0]
    assert "people ahead of you" in stood or "person ahead of you" in stood

    waiting.kill()
    assert is_static_waiting_page(minji.ask("/wait/", **ticket))
    waiting.start()

    assert title.search(minji.ask("/wait/", **ticket).text)[0] == stood

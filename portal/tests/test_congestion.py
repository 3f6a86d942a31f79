"""The light on the landing page says what the waiting room's bulletin says, in words."""

import pytest

from bookings.tests.builders import make_round
from portal.waiting import bulletin

QUEUE = {"state": "open", "queueing": True, "rate": 10.0}


@pytest.fixture
def evening(at):
    make_round()
    at("2021-08-09 20:00")


@pytest.mark.parametrize(
    ("says", "level", "words"),
    [
        ({"state": "open", "queueing": False}, "calm", "Calm: you can book without waiting."),
        ({**QUEUE, "waiting": 600}, "busy", "Busy: you wait in line for your turn."),
        ({**QUEUE, "waiting": 60_000}, "very busy", "Very busy: the wait is longer than"),
        ({**QUEUE, "state": "metered"}, "busy", "Busy"),
        ({**QUEUE, "state": "paused"}, "paused", "Paused: nobody is let in at the moment."),
        ({**QUEUE, "good_for": 0}, "paused", "Places in line are kept."),
    ],
)
def test_it_is_told_in_words(client, evening, says, level, words):
    bulletin.write(says)

    assert words in client.get("/").text
    assert client.get("/status.json").json()["congestion"] == level


def test_without_a_bulletin_nobody_is_let_in_and_it_says_so(client, evening, settings, tmp_path):
    settings.WAITING_BULLETIN = str(tmp_path / "none.json")
    bulletin.forget()

    assert "Paused" in client.get("/").text
    assert client.get("/status.json").json()["gate"] == "paused"


def test_before_the_opening_it_shows_the_way_to_the_waiting_room(client, at):
    make_round()
    at("2021-08-09 19:55")
    assert "To the waiting room" not in client.get("/").text

    bulletin.write({**QUEUE, "before": True})

    page = client.get("/").text
    assert '<a class="button" href="/wait/">To the waiting room</a>' in page
    assert "Start booking" not in page

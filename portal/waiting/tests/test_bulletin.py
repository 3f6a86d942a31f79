"""The public file: believed while it is fresh, never half-written, and else all is paused."""

import json
import os
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from portal.waiting import bulletin
from portal.waiting.bulletin import PAUSED

OPEN = {"state": "open", "queueing": False, "line": 7, "served": 4}


@pytest.fixture
def file(settings):
    return Path(settings.WAITING_BULLETIN)


def read():
    bulletin.forget()
    return bulletin.read()


def test_what_was_written_is_read():
    bulletin.write(OPEN)

    assert (read().state, read().queueing, read().line) == ("open", False, 7)


@pytest.mark.parametrize("age", [15, 3600, -3600])
def test_one_that_nobody_wrote_anew_or_out_of_the_future_says_paused(age):
    bulletin.write(OPEN | {"at": time.time() - age})

    assert read().state == PAUSED
    assert read().queueing
    assert read().rate == 0


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "3", "null", "{}", '{"state": "open"'])
def test_without_one_or_with_a_broken_one_all_is_paused(file, text):
    file.write_text(text)
    os.utime(file, (1, len(text)))  # no two of these at the same moment

    assert read().state == PAUSED
    assert read().queueing


def test_when_it_is_gone_all_is_paused(file):
    file.unlink()

    assert read().state == PAUSED


def test_nobody_ever_reads_half_of_one(file):
    """A reader looks all the time while it is written anew a hundred times."""
    bulletin.write(OPEN)
    done, broken = Event(), []

    def look():
        while not done.is_set():
            try:
                json.loads(file.read_text())
            except ValueError as trouble:
                broken.append(trouble)

    reader = Thread(target=look)
    reader.start()
    for number in range(100):
        bulletin.write(OPEN | {"served": number, "message": {"en": "x" * 50_000}})
    done.set()
    reader.join()

    assert broken == []
    assert list(file.parent.glob("status.*")) == [file]


def test_positions_count_behind_the_early_lane_of_their_own_line():
    bulletin.write(OPEN | {"early": 100, "others": {"6": {"served": 30, "early": 10}}})
    board = read()

    assert board.position(5) == 105
    assert board.ahead(105) == 100
    assert board.position(25, 6) == 35
    assert board.ahead(35, 6) == 4
    assert board.going(5) is None


def test_it_is_small():
    bulletin.write(OPEN | {"message": {"ko": "잠시만 기다려 주세요.", "en": "One moment, please."}})

    assert len(Path(read() and bulletin.settings.WAITING_BULLETIN).read_bytes()) < 1000

"""The file of a draw is large, and everybody wants it while the line begins to move."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.waiting import draw
from portal.waiting.tests.early import (
    BEFORE,
    CLOSED,
    SECRET,
    VALUE,
    enrol,
    make_line,
    make_operators,
)
from tests.edge.test_landing import Landing
from tests.edge.visitor import Visitor


@pytest.fixture
def line(edge, at):
    at(BEFORE)
    line = make_line()
    enrol(line, "Minji", "Jun", "Haneul")
    at(CLOSED)
    return line


def draw_lots(line):
    kang, yoon = make_operators()
    draw.reveal(line, SECRET, VALUE, kang)
    draw.confirm(line, VALUE, yoon)


def test_a_crowd_that_checks_the_draw_is_one_request_to_the_portal(line, waiting, nginx):
    """However each of them writes the number, and whatever they add to the address."""
    draw_lots(line)
    asked, crowd = Landing(waiting), range(20)

    def download(turn):
        headers = {"Accept_Language": "ko" if turn % 2 else "en", "Cookie": f"ticket={turn}"}
        path = f"/wait/draw/{'0' * (turn % 4)}{line.pk}/draw.txt?{turn}"
        return Visitor(nginx, **headers).ask(path).text

    with ThreadPoolExecutor(10) as threads:
        (text,) = set(threads.map(download, crowd))

    assert text.startswith("draw of an early lane, format 1\n")
    assert len(text.split("\n\n")[1].split()) == 3
    assert asked.renders(r"/wait/draw/\S+") == 1


def test_a_draw_that_is_still_to_come_is_not_kept_as_missing(line, minji):
    path = f"/wait/draw/{line.pk}/draw.txt"
    assert minji.ask(path).status == 404

    draw_lots(line)

    assert minji.ask(path).status == 200

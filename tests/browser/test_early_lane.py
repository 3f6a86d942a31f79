"""Minji enrols in the early lane with a browser, and looks at the draw."""

import pytest

from bookings.tests.builders import make_person
from portal.waiting import draw, lots
from portal.waiting.models import Line
from portal.waiting.tests.early import (
    CLOSED,
    SECRET,
    TOO_LATE,
    VALUE,
    make_line,
    make_operators,
)

from .visitor import Visitor

WAYS = pytest.mark.parametrize(
    ("screen", "script", "language"), [("phone", True, "ko"), ("desktop", False, "en")]
)


@WAYS
def test_enrolling_and_looking_up_the_draw(seat, enter, at, town, screen, script, language):
    at("2021-08-09 19:40")
    line = make_line()
    passer_by = seat(Visitor, screen, script, language)
    passer_by.open("/wait/early/")
    passer_by.follow("Confirm who you are, then enrol")

    minji = enter(make_person("김민지", "1980-03-09"), screen, script, language)
    minji.open("/wait/early/")
    minji.press("Enrol in the early lane")
    minji.sees("Your receipt")
    minji.follow("How the draw works, and how to check it")
    minji.sees("Hash of the secret")

    at(CLOSED)
    kang, yoon = make_operators()
    draw.reveal(line, SECRET, VALUE, kang)
    draw.confirm(line, VALUE, yoon)
    minji.open(f"/wait/draw/{line.pk}/")
    receipt = bytes(Line.objects.get().places.get().receipt).hex()
    assert receipt in minji.download("Download the receipts in the order drawn").decode()
    minji.open("/wait/early/")
    minji.follow("Go to the waiting room")


@WAYS
def test_a_void_draw_and_no_lane_at_all(seat, at, town, screen, script, language):
    at("2021-08-09 19:40")
    line = make_line()
    at(TOO_LATE)
    lots.settle_all()

    minji = seat(Visitor, screen, script, language)
    minji.open(f"/wait/draw/{line.pk}/")
    minji.sees("How to check it")
    minji.open("/wait/early/")
    minji.sees("No early lane is open now.")

"""A citizen's way, and the waiting room before it."""

import pytest

from portal.waiting import tickets
from tests.browser.citizen import Citizen
from tests.browser.visitor import Visitor

SEOUL = {"ko": ("서울특별시", "종로구"), "en": ("Seoul", "Jongno-gu")}
CLINIC = "다솜 병원 (가상)"


@pytest.mark.parametrize(("screen", "language"), [("desktop", "en"), ("phone", "ko")])
def test_pictures_of_a_citizens_way(seat, worker, picture, screen, language):
    minji = seat(Citizen, screen, language=language)
    minji.open("/")
    picture(minji, "landing")
    minji.follow("Start booking")
    picture(minji, "verify")
    minji.verify(worker.log)
    minji.follow("Find a clinic")
    picture(minji, "map", at="figure.map" if screen == "phone" else None)
    minji.search(*SEOUL[language])
    picture(minji, "search")
    minji.follow(CLINIC)
    picture(minji, "clinic")
    minji.follow("10:00")
    picture(minji, "check")
    minji.press("Book this appointment")
    minji.sees("Your appointment is booked")
    picture(minji, "confirmed")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_pictures_of_the_waiting_room(seat, line, picture, language):
    minji = seat(Visitor, "phone", language=language)
    ticket = tickets.pack(tickets.issue(line.pk, 18_871))
    minji.page.context.add_cookies([{"name": tickets.COOKIE, "value": ticket, "url": minji.url}])
    minji.open("/wait/")
    picture(minji, "wait")

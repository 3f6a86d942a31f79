"""The pictures in docs/images, taken anew by ``make pictures``: the demo, half past a real opening.

Not part of the suite. Every page of it is still held to what all pages promise.
"""

from datetime import date, timedelta
from math import sin

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts import clock
from bookings.tests.builders import make_booking, make_person
from clinics.models import Slot
from portal import demo
from portal.operations.models import Pulse
from portal.waiting import bulletin, tickets
from portal.waiting.models import Gate, Line

from .citizen import Citizen
from .visitor import Visitor

FOLDER = settings.BASE_DIR / "docs" / "images"
SEOUL = {"ko": ("서울특별시", "종로구"), "en": ("Seoul", "Jongno-gu")}
CLINIC = "다솜 병원 (가상)"
DAY = [
    ("김민지", "1980-03-09", "09:30", "completed"),
    ("이준", "1991-08-19", "09:30", "no_show"),
    ("박하늘", "1984-01-29", "10:00", "completed"),
    ("최서연", "1979-11-09", "10:00", "confirmed"),
    ("Nguyễn Thị Ánh", "1988-05-09", "10:30", "confirmed"),
    ("정도윤", "1975-12-19", "11:00", "confirmed"),
]


@pytest.fixture
def town(transactional_db, at):
    """The demo's country on the evening of 19 August 2021, when the rounds were real."""
    at("2021-08-19 20:30")
    demo.load()
    call_command("load_rounds_2021", verbosity=0)
    call_command("open_slots", campaign="covid19-2021", last=date(2021, 11, 15), verbosity=0)


@pytest.fixture
def picture():
    def take(visitor, what):
        visitor.look()
        screen = "phone" if visitor.width() < 400 else "desktop"
        name = f"{what}-{screen}-{visitor.language}.png"
        visitor.page.mouse.move(0, 0)
        visitor.page.screenshot(path=FOLDER / name, animations="disabled")

    return take


@pytest.mark.parametrize(("screen", "language"), [("desktop", "en"), ("phone", "ko")])
def test_pictures_of_a_citizens_way(seat, worker, picture, screen, language):
    minji = seat(Citizen, screen, language=language)
    minji.open("/")
    picture(minji, "landing")
    minji.follow("Start booking")
    picture(minji, "verify")
    minji.verify(worker.log)
    minji.follow("Find a clinic")
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
def test_pictures_of_a_clinics_day(seat, at, picture, language):
    for name, born, time, status in DAY:
        slot = Slot.objects.get(
            clinic__key="demo-01", group__code="mrna", starts_at=f"2021-08-26T{time}+09:00"
        )
        make_booking(make_person(name, born, "01012345678"), slot, status)
    at("2021-08-26 10:20")
    nurse = seat(Visitor, language=language)
    nurse.open("/staff/day/")
    nurse.page.locator("#id_username").fill("nurse")
    nurse.page.locator("#id_password").fill("demo-nurse-2021")
    nurse.press("Log in")
    picture(nurse, "staff-day")


@pytest.fixture
def line(town):
    """Half an hour after the opening: 84,000 numbers, of which 31,000 were called."""
    Gate.objects.update_or_create(pk=1, defaults={"state": "metered", "beat_at": clock.now()})
    line = Line.objects.create(
        name_ko="18~49세 추가 예약",
        name_en="Ages 18 to 49, second chance",
        opens_at="2021-08-19T20:00+09:00",
        served=31_204,
    )
    bulletin.write(
        {"line": line.pk, "name": {"ko": line.name_ko, "en": line.name_en}, "state": "metered"}
        | {"queueing": True, "served": line.served, "rate": 17.4, "good_for": 3600}
        | {"opens_at": line.opens_at}
    )
    return line


@pytest.mark.parametrize(("screen", "language"), [("desktop", "en"), ("phone", "ko")])
def test_pictures_of_the_waiting_room(seat, line, picture, screen, language):
    minji = seat(Visitor, screen, language=language)
    ticket = tickets.pack(tickets.issue(line.pk, 44_871))
    minji.page.context.add_cookies([{"name": tickets.COOKIE, "value": ticket, "url": minji.url}])
    minji.open("/wait/")
    picture(minji, "wait")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_pictures_of_the_opening_room(seat, line, picture, language):
    now = clock.now()
    for step in range(120):
        busy = 1 + sin(step / 9) / 8
        Pulse.objects.create(
            at=now - timedelta(seconds=5 * (119 - step)),
            seconds=5,
            state="metered",
            line_id=line.pk,
            issued=72_000 + 100 * step,
            served=line.served - 87 * (119 - step),
            waiting=5000,
            called=int(310 * busy),
            inside=int(1930 * busy**0.3),
            entered=int(71 * busy),
            completed=int(66 * busy),
            errors=0,
            slow=0.03 if 60 < step < 72 else 0.004,
            lag=0.8 * busy,
            rate=17.4 * busy,
            throttle=0.9 if 62 < step < 74 else 1,
        )
    operator = seat(Visitor, language=language)
    operator.open("/staff/operations/")
    operator.page.locator("#id_username").fill("operator")
    operator.page.locator("#id_password").fill("demo-operator-2021")
    operator.press("Log in")
    picture(operator, "opening-room")

"""The pictures in docs/images, taken anew by ``make pictures``: the demo, half past a real opening.

Not part of the suite. Every page of it is still held to what all pages promise.
"""

from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.models import StaffMember
from bookings import leftovers, offers
from bookings.confirmation import confirm_batch
from bookings.models import Offer
from bookings.tests.builders import make_booking, make_person, seoul, verify
from clinics.models import Clinic, Slot
from portal import demo
from portal.operations import desk
from portal.waiting import bulletin, numbers, tickets
from portal.waiting.models import Line

from .citizen import Citizen
from .opening import RATE, under_way
from .test_staff import log_in
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
        widths = {390: "phone", 820: "tablet"}
        screen = widths.get(visitor.width(), "desktop")
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
    picture(minji, "map")
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
    log_in(nurse, "nurse", "demo-nurse-2021")
    nurse.press("Show names and phones")
    picture(nurse, "staff-day")
    nurse.follow("최서연")
    picture(nurse, "staff-card")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_pictures_of_leftover_doses(seat, at, picture, language):
    clinic, vaccine = Clinic.objects.get(key="demo-01"), leftovers.choices().get(code="pfizer")
    nurse = StaffMember.objects.get(username="nurse")
    for minute, (name, born, *_) in enumerate(DAY):
        at(f"2021-08-25 10:{minute:02}")
        leftovers.wish(make_person(name, born, "01012345678"), [clinic], [vaccine])
    at("2021-08-26 14:20")
    batch = leftovers.publish(clinic, vaccine, 5, seoul("2021-08-26 17:30"), nurse)
    leftovers.offer_batch()
    for offer in Offer.objects.order_by("pk")[:3]:
        offers.accept(verify(offer.person).pk, offer.reference)
    confirm_batch()
    nurse = seat(Visitor, "tablet", language=language)
    nurse.open(f"/staff/leftovers/{batch.pk}/")
    log_in(nurse, "nurse", "demo-nurse-2021")
    picture(nurse, "staff-leftovers")


@pytest.fixture
def doses_left(town, at):
    """What some clinics in the middle of Seoul have left on a Thursday afternoon."""
    at("2021-08-26 14:00")
    nurse = StaffMember.objects.get(username="nurse")
    vaccine = leftovers.choices().get(code="pfizer")
    for key, doses in [("demo-01", 2), ("demo-02", 9), ("demo-03", 5), ("demo-06", 3)]:
        clinic = Clinic.objects.get(key=key)
        leftovers.publish(clinic, vaccine, doses, seoul("2021-08-26 17:00"), nurse)
    while leftovers.offer_batch():
        pass


@pytest.mark.parametrize(("screen", "language"), [("desktop", "en"), ("phone", "ko")])
def test_pictures_of_what_is_left_today(seat, doses_left, picture, screen, language):
    minji = seat(Visitor, screen, language=language)
    minji.open("/leftover/?province=1100000000&district=1111000000")
    if screen == "phone":
        minji.page.locator("figure.map").evaluate("map => map.scrollIntoView()")
    picture(minji, "leftover")


@pytest.fixture
def line(town, at):
    """Ten minutes after the opening of the second chance: each evening at eight there was one."""
    at("2021-08-19 20:10")
    line = Line.objects.create(
        name_ko="18~49세 추가 예약",
        name_en="Ages 18 to 49, second chance",
        opens_at="2021-08-19T20:00+09:00",
    )
    under_way(line)
    numbers.take(line.pk)
    bulletin.write(
        {"line": line.pk, "name": {"ko": line.name_ko, "en": line.name_en}, "state": "metered"}
        | {"queueing": True, "served": line.served, "rate": RATE, "good_for": 3600}
        | {"opens_at": line.opens_at}
    )
    return line


@pytest.mark.parametrize("language", ["en", "ko"])
def test_pictures_of_the_waiting_room(seat, line, picture, language):
    minji = seat(Visitor, "phone", language=language)
    ticket = tickets.pack(tickets.issue(line.pk, 18_871))
    minji.page.context.add_cookies([{"name": tickets.COOKIE, "value": ticket, "url": minji.url}])
    minji.open("/wait/")
    picture(minji, "wait")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_pictures_of_the_opening_room(seat, line, at, picture, language):
    at("2021-08-19 20:02")
    reviewer = StaffMember.objects.get(username="reviewer")
    desk.set_rates(
        reviewer,
        {"target": 2000, "capacity": 3000, "most_per_second": 200},
        {"target": 2000, "capacity": 3000, "most_per_second": 100},
        "Gentler at first" if language == "en" else "처음에는 천천히",
    )
    at("2021-08-19 20:10")
    operator = seat(Visitor, language=language)
    operator.page.set_viewport_size({"width": 1280, "height": 1300})
    operator.open("/staff/operations/")
    log_in(operator, "operator", "demo-operator-2021")
    picture(operator, "opening-room")

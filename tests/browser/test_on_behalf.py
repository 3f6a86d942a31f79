"""Operator Han books for a caller, and Haneul books for her mother."""

import pytest

from accounts.tests.builders import give_number, make_person
from bookings.models import Booking
from bookings.tests.builders import make_staff

from .test_staff import log_in
from .visitor import Visitor

WAYS = [(True, "ko"), (False, "en")]


@pytest.fixture
def minji(town):
    """It is her turn."""
    return give_number(make_person("김민지", "1980-03-09"), "8003092345678")


def number(visitor, front, back):
    visitor.fill(front, "800309")
    visitor.fill(back, "2345678")


@pytest.mark.parametrize(("script", "language"), WAYS)
def test_operator_han_books_for_minji(seat, town, minji, script, language):
    make_staff("han", "Call-centre operators")
    han = seat(Visitor, script=script, language=language)

    han.open("/staff/phone/")
    log_in(han, "han")
    han.fill("What is the call about?", "예약 문의")
    han.fill("Name", "김민지")
    number(
        han,
        "Registration number, first six digits",
        "Registration number, last seven digits",
    )
    han.press("Find the caller")
    han.sees("May book now.")
    call = han.path()
    han.open(f"{call}clinics/?province=9900000000&district={town.hanbit.district.code}")
    han.follow(town.hanbit.name)
    han.follow("10:00")
    han.press("Book this appointment")
    assert Booking.objects.get().person == minji
    Booking.objects.update(status="confirmed")
    han.open(call)
    han.follow("Another time")
    han.follow("Other clinics")
    han.follow(town.hanbit.name)
    han.follow("10:30")
    han.fill("Why?", "일이 있음")
    han.press("Move it to this time")
    assert Booking.objects.get().slot != town.slot
    han.follow("Cancel")
    han.fill("Why?", "못 옴")
    han.press("Yes, cancel it")
    han.press("End the call")
    assert Booking.objects.get().status == "cancelled"


@pytest.mark.parametrize(("script", "language"), WAYS)
def test_haneul_books_for_minji(enter, town, minji, script, language):
    haneul = enter(make_person("박하늘", "1991-05-10"), "phone", script, language)

    haneul.open("/verify/proxy/")
    haneul.page.locator("[name=relationship]").select_option("parent")
    haneul.fill("Their name", "김민지")
    number(
        haneul,
        "Their registration number, first six digits",
        "Their registration number, last seven digits",
    )
    haneul.page.locator("label[for=id_consent]").click()
    haneul.press("Go on")
    haneul.follow("Find a clinic")
    haneul.open(f"/book/proxy/clinics/?province=9900000000&district={town.hanbit.district.code}")
    haneul.follow(town.hanbit.name)
    haneul.follow("10:00")
    haneul.press("Book this appointment")
    haneul.sees("Booked for others")
    assert Booking.objects.get().person == minji
    haneul.follow("Cancel")
    haneul.press("Yes, cancel it")
    assert Booking.objects.get().status == "cancelled"

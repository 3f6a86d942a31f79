"""A clinic's day, its stock, hours and leftover doses."""

from datetime import date

import pytest

from accounts.models import StaffMember
from bookings import desk, leftovers, offers
from bookings.confirmation import confirm_batch
from bookings.models import Offer
from bookings.screening import questions
from bookings.tests.builders import answer_no, make_booking, make_person, seoul, verify
from clinics import fridge
from clinics.models import Clinic, Slot, Vaccine
from tests.browser.test_staff import log_in
from tests.browser.visitor import Visitor

CLINIC = "demo-01"
#: Name, birth date, day of August, time, what became of it.
BOOKED = [
    ("김민지", "1980-03-09", 26, "09:30", "completed"),
    ("이준", "1991-08-19", 26, "09:30", "no_show"),
    ("박하늘", "1984-01-29", 26, "10:00", "completed"),
    ("최서연", "1979-11-09", 26, "10:00", "confirmed"),
    ("Nguyễn Thị Ánh", "1988-05-09", 26, "10:30", "confirmed"),
    ("정도윤", "1975-12-19", 26, "11:00", "confirmed"),
    *((f"강{given}", "1982-06-19", 30, "10:00", "confirmed") for given in ("지우", "수아", "예린")),
    *((f"임{given}", "1977-02-09", 30, "10:30", "confirmed") for given in ("하준", "은우")),
]
LOTS = [
    ("pfizer", "FF2832", "2021-08-28", 6, 1),
    ("moderna", "3004722", "2021-09-30", 10, 2),
    ("pfizer", "FG4493", "2021-10-31", 6, 3),
]


@pytest.fixture
def bookings(town, at):
    """Those of the 26th, which is today, and of the 30th, by name."""
    made = {}
    for name, born, day, time, status in BOOKED:
        slot = Slot.objects.get(
            clinic__key=CLINIC, group__code="mrna", starts_at=f"2021-08-{day}T{time}+09:00"
        )
        made[name] = make_booking(make_person(name, born, "01012345678"), slot, status)
    return made


@pytest.fixture
def clinic(bookings, at):
    """Its refrigerator and what people answered, at twenty past ten."""
    clinic, nurse = Clinic.objects.get(key=CLINIC), StaffMember.objects.get(username="nurse")
    at("2021-08-25 17:30")
    for product, number, last, doses, vials in LOTS:
        vaccine = Vaccine.objects.get(code=product)
        day = date.fromisoformat(last)
        lot = fridge.receive(clinic, nurse, vaccine, number, day, doses, vials)
    at("2021-08-26 10:20")
    fridge.waste(lot, nurse, 1, "broken")
    answer_no(bookings["최서연"])
    asked = questions.newest()[0]
    desk.answer(bookings["정도윤"], asked, ["bleeding"], "와파린을 먹고 있습니다.")
    desk.arrive(bookings["최서연"], nurse)
    return clinic


@pytest.mark.parametrize("language", ["en", "ko"])
def test_pictures_of_a_clinics_day(seat, clinic, bookings, picture, language):
    nurse = seat(Visitor, language=language)
    nurse.open("/staff/day/")
    log_in(nurse, "nurse", "demo-nurse-2021")
    nurse.press("Show names and phones")
    picture(nurse, "staff-day")
    nurse.follow("최서연")
    picture(nurse, "staff-card")
    nurse.open(f"/staff/day/{bookings['정도윤'].reference}/screening/")
    picture(nurse, "staff-screening")
    nurse.open(f"/staff/stock/?clinic={clinic.pk}")
    picture(nurse, "staff-stock")
    nurse.open(f"/staff/places/{clinic.pk}/?week=2021-08-30")
    picture(nurse, "staff-week")
    nurse.open(f"/staff/places/{clinic.pk}/capacity/?first=2021-08-30&last=2021-08-30")
    nurse.page.locator("#id_group").select_option(value=str(bookings["김민지"].slot.group_id))
    nurse.page.locator("#id_capacity").fill("2")
    nurse.press("Show what it does")
    picture(nurse, "staff-capacity", at="#preview")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_pictures_of_leftover_doses(seat, town, at, picture, language):
    clinic, vaccine = Clinic.objects.get(key=CLINIC), leftovers.choices().get(code="pfizer")
    for minute, (name, born, *_) in enumerate(BOOKED[:6]):
        at(f"2021-08-25 10:{minute:02}")
        leftovers.wish(make_person(name, born, "01012345678"), [clinic], [vaccine])
    at("2021-08-26 14:20")
    nurse = seat(Visitor, "tablet", language=language)
    nurse.open("/staff/leftovers/")
    log_in(nurse, "nurse", "demo-nurse-2021")
    nurse.page.locator("#id_doses").fill("5")
    nurse.page.locator("#id_vaccine").select_option(str(vaccine.pk))
    nurse.page.locator("#id_until").fill("17:30")
    picture(nurse, "staff-publish")
    nurse.press("Publish")
    leftovers.offer_batch()
    for offer in Offer.objects.order_by("pk")[:3]:
        offers.accept(verify(offer.person).pk, offer.reference)
    confirm_batch()
    nurse.page.reload()
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
    picture(minji, "leftover", at="figure.map" if screen == "phone" else None)

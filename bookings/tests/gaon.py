"""Gaon Clinic, whose hours and places Nurse Park changes, and those who are booked there."""

import datetime as dt

from django.urls import reverse

from bookings.models import SupplyAct
from clinics.models import Slot
from clinics.openings import open_day

from .builders import make_booking, make_clinic, make_group, make_person, make_round

MONDAY = dt.date(2021, 8, 30)
ANSWERS = {
    "first": "2021-08-30", "last": "2021-08-30", "reason": "power cut", "within_km": 0,
    "placeless": "list",
}  # fmt: skip


def make_gaon():
    """Gaon Clinic vaccinates on Mondays and Tuesdays from nine to eleven: 25 people each time."""
    make_round()
    clinic = make_clinic("Gaon Clinic", latitude=37.5, longitude=127.0, bookable_weekdays=[1, 2])
    for weekday in (1, 2):
        clinic.hours.create(weekday=weekday, opens="09:00", closes="11:00")
    for days in (0, 1):
        open_day(MONDAY + dt.timedelta(days), [make_group().pk])
    return clinic


def book(name, time="09:00", **more):
    slot = Slot.objects.get(starts_at=f"2021-08-30T{time}+09:00")
    return make_booking(make_person(name), slot, **more)


def prepare(park, gaon, page="close", **answers):
    park.post(reverse(f"staff-places-{page}", args=[gaon.pk]), {**ANSWERS, **answers})
    return SupplyAct.objects.latest("pk")


def start(park, gaon, act, seen):
    page = reverse("staff-places-settle", args=[gaon.pk, act.pk])
    r = park.post(page, {"verb": "start", "seen": seen}, follow=True)
    act.refresh_from_db()
    return r


def where(booking):
    booking.refresh_from_db()
    local = booking.slot.starts_at + dt.timedelta(hours=9)
    return booking.slot.clinic.name, f"{local:%d %H:%M}"

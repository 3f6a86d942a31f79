"""A small town on the evening when booking opens for people born on a 9th, 19th or 29th."""

import datetime as dt

from accounts.models import Provider
from bookings.tests.builders import make_round, make_staff
from clinics.models import ClinicDay, DayPlaces, Slot
from clinics.tests.builders import make_clinic, make_district, make_group, make_lot, seoul

EVENING = "2021-08-09 20:00"
DAYS = [dt.date(2021, month, day) for month, day in ((8, 26), (8, 27), (10, 7), (10, 8))]
TIMES = ("10:00", "10:30", "14:00")


class Town:
    """Hanbit has its first time on 26 August at ten; the second dose follows on 7 October."""

    def __init__(self):
        phone, _ = Provider.objects.get_or_create(code="phone", kind="phone")
        call(phone, "휴대전화 문자 인증", "Code by text message")
        self.round = make_round(digit=9)
        call(self.round, "18~49세, 9일생", "Ages 18 to 49, born on a 9th, 19th or 29th")
        self.hanbit = make_clinic("한빛의원", address="가상도 가온시 한빛로 9", phone="02-000-0009")
        saessak = make_clinic("새싹의원", address="가상도 가온시 새싹길 3", phone="02-000-0003")
        daon = make_clinic("다온의원", district=make_district("9922000000", "다온시", "Daon"))
        fill(self.hanbit, saessak, daon)
        call(make_group(), "화이자·모더나", "Pfizer or Moderna")
        make_lot(self.hanbit)
        self.slot = self.hanbit.slots.earliest("starts_at")
        self.nurse = make_staff("park", "Clinic staff", self.hanbit)
        self.analyst = make_staff("kim", "Ministry analysts")


def fill(*clinics):
    """Three half hours with ten places each on every day, in three statements: hundreds of tests
    live in this town."""
    days = ClinicDay.objects.bulk_create(
        ClinicDay(clinic=clinic, date=date, limit=100) for clinic in clinics for date in DAYS
    )
    group = make_group()
    places = DayPlaces.objects.bulk_create(
        DayPlaces(day=day, clinic=day.clinic, group=group, date=day.date) for day in days
    )
    Slot.objects.bulk_create(
        Slot(
            clinic=each.clinic,
            group=each.group,
            places=each,
            starts_at=begins,
            ends_at=begins + dt.timedelta(minutes=30),
            capacity=10,
        )
        for each in places
        for begins in (seoul(f"{each.date} {time}") for time in TIMES)
    )


def call(named, name_ko, name_en):
    named.name_ko, named.name_en = name_ko, name_en
    named.save()

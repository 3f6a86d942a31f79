"""A small town on the evening when booking opens for people born on a 9th, 19th or 29th."""

from accounts.models import Provider
from bookings.tests.builders import make_round, make_staff
from clinics.tests.builders import make_clinic, make_district, make_group, make_lot, make_slot

EVENING = "2021-08-09 20:00"


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
        for clinic in (self.hanbit, saessak, daon):
            for day in ("2021-08-26", "2021-08-27", "2021-10-07", "2021-10-08"):
                for time in ("10:00", "10:30", "14:00"):
                    make_slot(clinic, f"{day} {time}")
        call(make_group(), "화이자·모더나", "Pfizer or Moderna")
        make_lot(self.hanbit)
        self.slot = self.hanbit.slots.earliest("starts_at")
        self.nurse = make_staff("park", "Clinic staff", self.hanbit)
        self.analyst = make_staff("kim", "Ministry analysts")


def call(named, name_ko, name_en):
    named.name_ko, named.name_en = name_ko, name_en
    named.save()

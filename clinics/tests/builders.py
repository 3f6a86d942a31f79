"""A small world for stories: districts and clinics with places."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from accounts.models import StaffMember
from clinics import fridge
from clinics.models import (
    Clinic,
    ClinicDay,
    DayPlaces,
    Interval,
    Region,
    Slot,
    Vaccine,
    VaccineGroup,
)

SEOUL = ZoneInfo("Asia/Seoul")


def seoul(text):
    """``2021-08-09 20:00`` as an aware moment."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def make_district(code="9911000000", name_ko="가온시", name_en="Gaon"):
    province, _ = Region.objects.get_or_create(
        code="9900000000",
        defaults={"kind": "province", "name_ko": "가상도", "name_en": "Gasang-do"},
    )
    district, _ = Region.objects.get_or_create(
        code=code,
        defaults={
            "kind": "district",
            "name_ko": name_ko,
            "name_en": name_en,
            "province": province,
        },
    )
    return district


def make_clinic(name="Gaon Clinic", **more):
    return Clinic.objects.create(
        **{
            "source": "demo",
            "key": uuid.uuid4().hex,
            "name": name,
            "kind": "의원",
            "district": more.get("district") or make_district(),
            "address": "가온로 1",
            "phone": "02-000-0000",
            **more,
        }
    )


def make_group(code="mrna", **interval):
    """A vaccine group of one product with two doses, six weeks apart unless told otherwise."""
    group, made = VaccineGroup.objects.get_or_create(
        code=code, defaults={"name_ko": code, "name_en": code}
    )
    if made:
        vaccine = Vaccine.objects.create(
            code=f"{code}-product", name_ko=code, name_en=code, group=group, doses=2
        )
        days = {"min_days": 21, "standard_days": 42, "max_days": 49, **interval}
        Interval.objects.create(vaccine=vaccine, effective_from=dt.date(2021, 1, 1), **days)
        group.planned_as = vaccine
        group.save()
    return group


def make_slot(clinic, start, capacity=10, group=None, limit=100, taken=0):
    """A half hour at a clinic; its day and the day's sums come into being with it."""
    group = group or make_group()
    starts_at = seoul(start)
    day, _ = ClinicDay.objects.get_or_create(
        clinic=clinic, date=starts_at.date(), defaults={"limit": limit}
    )
    places, _ = DayPlaces.objects.get_or_create(
        day=day, clinic=clinic, group=group, date=starts_at.date()
    )
    return Slot.objects.create(
        clinic=clinic,
        group=group,
        places=places,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=30),
        capacity=capacity,
        taken=taken,
    )


def make_lot(
    clinic, number="AB123", vials=10, doses_per_vial=10, expires="2099-12-31", vaccine=None
):
    """A lot of a vaccine, or else of the group's product, in a clinic's refrigerator."""
    return fridge.receive(
        clinic,
        StaffMember.objects.get_or_create(username="storekeeper")[0],
        vaccine or make_group().planned_as,
        number,
        dt.date.fromisoformat(expires),
        doses_per_vial,
        vials,
    )

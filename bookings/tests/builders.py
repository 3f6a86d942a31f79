"""A small world for stories: a district, a clinic with places, a campaign with a round."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group

from accounts.clock import PortalNow
from accounts.models import Person, Provider, StaffMember, Verification
from bookings.models import Booking, Campaign, Round, RoundVersion
from bookings.references import new_reference
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


def make_clinic(name="Gaon Clinic", **more):
    province, _ = Region.objects.get_or_create(
        code="9900000000",
        defaults={"kind": "province", "name_ko": "가상도", "name_en": "Gasang-do"},
    )
    district, _ = Region.objects.get_or_create(
        code="9911000000",
        defaults={"kind": "district", "name_ko": "가온시", "name_en": "Gaon", "province": province},
    )
    return Clinic.objects.create(
        **{
            "source": "demo",
            "key": uuid.uuid4().hex,
            "name": name,
            "kind": "의원",
            "district": district,
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


def make_round(
    opens="2021-08-09 20:00",
    closes="2021-08-10 18:00",
    born=("1972-01-01", "2003-12-31"),
    digit=None,
    vaccinate=("2021-08-26", "2021-09-30"),
    groups=None,
    code=None,
    campaign=None,
):
    """A round that admits by its only version."""
    groups = groups or [make_group()]
    campaign = (
        campaign
        or Campaign.objects.get_or_create(
            code="covid19", defaults={"name_ko": "코로나19", "name_en": "COVID-19"}
        )[0]
    )
    code = code or f"round-{Round.objects.count() + 1}"
    round_ = Round.objects.create(campaign=campaign, code=code, name_ko=code, name_en=code)
    round_.current = RoundVersion.objects.create(
        round=round_,
        number=1,
        opens_at=seoul(opens),
        closes_at=seoul(closes),
        birth_from=born[0],
        birth_to=born[1],
        birth_day_digit=digit,
        vaccinate_from=vaccinate[0],
        vaccinate_to=vaccinate[1],
        groups=[group.pk for group in groups],
    )
    round_.save()
    return round_


def make_person(name="Minji", born="1980-03-09", phone="+821000000001", sex="F"):
    return Person.objects.create(
        name=name, birth_date=dt.date.fromisoformat(born), phone=phone, sex=sex, language="en"
    )


def verify(person, minutes=30):
    """A live proof of identity, by the database's clock."""
    provider, _ = Provider.objects.get_or_create(
        code="phone", defaults={"kind": "phone", "name_ko": "휴대전화", "name_en": "Phone"}
    )
    return Verification.objects.create(
        person=person, provider=provider, ends_at=PortalNow() + dt.timedelta(minutes=minutes)
    )


def make_booking(person, slot, status="confirmed", **more):
    """A first dose that came to its status by the legal ways."""
    round_ = Round.objects.first() or make_round()
    booking = Booking.objects.create(
        reference=new_reference(),
        person=person,
        campaign=round_.campaign,
        round_version=round_.current,
        dose=1,
        slot=slot,
        status="held",
        channel="web",
        idempotency_key=uuid.uuid4(),
    )
    for step in dict.fromkeys(["confirmed", status]):
        booking.status = step
        booking.save()
    Booking.objects.filter(pk=booking.pk).update(**more)
    booking.refresh_from_db()
    return booking


def make_staff(username, role, *clinics):
    member = StaffMember.objects.create_user(username, password="not-a-real-one", is_staff=True)
    member.groups.add(Group.objects.get(name=role))
    member.clinics.add(*clinics)
    return member

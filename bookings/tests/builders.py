"""A small world for stories: a campaign with a round, in a world of clinics and people."""

import uuid

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group

from accounts.models import StaffMember
from accounts.tests.builders import enrolled, make_person, verify
from bookings import desk, waitlist
from bookings.models import Booking, Campaign, Round, RoundVersion
from bookings.references import new_reference
from bookings.screening import questions
from clinics.models import Lot
from clinics.tests.builders import make_clinic, make_group, make_lot, make_slot, seoul

__all__ = [
    "make_clinic",
    "make_group",
    "make_lot",
    "make_person",
    "make_round",
    "make_slot",
    "seoul",
    "verify",
    "wait_in_line",
]


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


def make_booking(person, slot, status="confirmed", round_=None, **more):
    """A first dose that came to its status by the legal ways."""
    round_ = round_ or Round.objects.first() or make_round()
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


def give_dose(booking, staff=None, vaccine=None):
    """Have a dose recorded where it does not matter from which lot."""
    vaccine = vaccine or booking.vaccine or booking.slot.group.planned_as
    clinic = booking.slot.clinic
    if not Lot.objects.filter(clinic=clinic, vaccine=vaccine).exists():
        make_lot(clinic, vaccine=vaccine)
    desk.record_dose(booking, staff, vaccine, on_paper=True)


def answer_no(booking, *yes):
    """Have the screening questions answered with no, apart from these."""
    desk.answer(booking, questions.newest()[0], yes)


#: Everybody's on the staff, hashed in one round: the million of production take most of a second.
PASSWORD = PBKDF2PasswordHasher().encode("not-a-real-one", "salt", iterations=1)


def make_staff(username, role, *clinics):
    member = StaffMember.objects.create(username=username, password=PASSWORD, is_staff=True)
    member.groups.add(Group.objects.get(name=role))
    member.clinics.add(*clinics)
    return enrolled(member)


def wait_in_line(name="Minji", region="9911000000", since=None, until=None, born="1980-03-09"):
    """Somebody who has put themselves on the waiting list; :returns: the person."""
    person = make_person(name, born)
    waitlist.join(verify(person).pk, region, since, until)
    return person

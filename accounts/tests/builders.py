"""People for stories, and the proof of who they are."""

import datetime as dt

from django.http import HttpResponse

from accounts import identity
from accounts.clock import PortalNow
from accounts.digests import seed, wrapped
from accounts.models import Person, Provider, Verification
from accounts.registry import enter


def make_person(name="Minji", born="1980-03-09", phone="+821000000001", sex="F"):
    return Person.objects.create(
        name=name, birth_date=dt.date.fromisoformat(born), phone=phone, sex=sex, language="en"
    )


def make_phone_provider():
    phone, _ = Provider.objects.get_or_create(
        code="phone", defaults={"kind": "phone", "name_ko": "휴대전화", "name_en": "Mobile phone"}
    )
    return phone


def verify(person, minutes=30):
    """A live proof of identity, by the database's clock."""
    return Verification.objects.create(
        person=person,
        provider=make_phone_provider(),
        ends_at=PortalNow() + dt.timedelta(minutes=minutes),
    )


def show_cookie(client, verification):
    """Give a test's browser the cookie that a verified person has."""
    response = HttpResponse()
    identity.begin(response, verification)
    client.cookies[identity.COOKIE] = response.cookies[identity.COOKIE].value
    return client


def give_number(person, number):
    """Let a person be found by a registration number."""
    enter(person, "rrn", wrapped(seed("rrn", number)))
    return person

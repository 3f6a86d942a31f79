"""People for stories, and the proof of who they are."""

import datetime as dt

from django.http import HttpResponse

from accounts import identity
from accounts.clock import PortalNow
from accounts.digests import seed, wrapped
from accounts.models import Authenticator, Person, Provider, StaffMember, Verification
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


def enrolled(member):
    """Give a member of staff a second factor.

    ``client.force_login(member)`` then logs them in as somebody who has shown it: see the root's
    ``conftest.py``. A log-in by the form still asks for the code.
    """
    member.otp_device, _ = Authenticator.objects.get_or_create(user=member, confirmed=True)
    return member


def make_root(username="root"):
    return enrolled(StaffMember.objects.create_superuser(username))


def code_of(member):
    """What the app of a member of staff shows now; it counts even if it was just used."""
    Authenticator.objects.filter(user=member).update(last_step=-1)
    return f"{Authenticator.objects.get(user=member, confirmed=True).totp.token():06}"

from datetime import date

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import call_command
from django.db import connection

from accounts import rotation
from accounts.applicants import Applicant
from accounts.attesters import Claims
from accounts.digests import digest
from accounts.models import Identifier, Person, PhoneChange, PhoneCode
from accounts.registry import recognise
from accounts.tests.conftest import MINJI

pytestmark = pytest.mark.django_db

NUMBERS = ["6903012345678", "6805051234567", "0101013456789"]


def applicant(number):
    claims = Claims("김민지", date(1969, 3, 1), "F", "01012345678", number)
    return Applicant.of(claims, "ko")


@pytest.fixture
def people(settings):
    settings.IDENTIFIER_PEPPERS = ["first"]
    return [recognise(applicant(number)) for number in NUMBERS]


def test_rewrapping_keeps_everybody_who_they_are(people, settings, capsys):
    settings.IDENTIFIER_PEPPERS = ["first", "second"]

    call_command("rewrap_identifiers")

    assert "3 identifiers were wrapped." in capsys.readouterr().out
    assert {bytes(row.digest) for row in Identifier.objects.all()} == {
        digest("rrn", number) for number in NUMBERS
    }
    assert [recognise(applicant(number)) for number in NUMBERS] == people


def test_both_kinds_are_found_while_it_runs(people, settings):
    settings.IDENTIFIER_PEPPERS = ["first", "second"]
    half = Identifier.objects.get(person=people[0])
    half.digest, half.pepper = digest("rrn", NUMBERS[0]), 2
    half.save()

    assert [recognise(applicant(number)) for number in NUMBERS] == people


def test_a_newcomer_is_found_by_servers_that_lack_the_new_pepper(people, settings):
    settings.IDENTIFIER_PEPPERS = ["first", "second"]
    newcomer = recognise(applicant("5501011234567"))
    settings.IDENTIFIER_PEPPERS = ["first"]
    assert recognise(applicant("5501011234567")) == newcomer


def test_a_second_run_finds_nothing_to_do(people, settings, capsys):
    settings.IDENTIFIER_PEPPERS = ["first", "second"]
    call_command("rewrap_identifiers")
    capsys.readouterr()
    call_command("rewrap_identifiers")
    assert "0 identifiers were wrapped." in capsys.readouterr().out


def test_after_reencryption_the_old_key_is_not_needed(
    people, settings, phone_provider, client, monkeypatch
):
    monkeypatch.setattr(rotation, "BATCH", 2)
    client.post("/verify/", MINJI)
    PhoneChange.objects.create(person=people[0], old_phone="01099998888")
    PhoneChange.objects.create(person=people[0], old_phone=None)
    old, new = settings.PERSONAL_DATA_KEYS[0], Fernet.generate_key().decode()
    settings.PERSONAL_DATA_KEYS = [new, old]

    call_command("reencrypt_people")

    settings.PERSONAL_DATA_KEYS = [new]
    assert [(p.name, p.phone) for p in Person.objects.all()] == [("김민지", "01012345678")] * 3
    assert Applicant.unpack(PhoneCode.objects.get().claims).phone == "01012345678"
    changes = PhoneChange.objects.order_by("pk")
    assert [change.old_phone for change in changes] == ["01099998888", None]


def test_without_reencryption_it_is(people, settings):
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode()]
    minji = Person.objects.first()  # read for all else that the row says
    with pytest.raises(InvalidToken):
        str(minji.name)


def test_a_name_in_the_table_is_not_readable(people):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM accounts_person LIMIT 1")
        name, phone = map(bytes, cursor.fetchone())
    assert "김민지".encode() not in name
    assert b"01012345678" not in phone

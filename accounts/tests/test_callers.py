"""Operator Han finds out who is on the telephone."""

from datetime import date

import pytest
from django.test import RequestFactory

from accounts import callers
from accounts.attesters import Claims
from accounts.models import AccessRecord, Call, Consent, Identifier, Person, StaffMember
from accounts.refusals import Refused

from .builders import give_number, make_person, make_phone_provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


NUMBER = "8003092345678"


@pytest.fixture
def han(at):
    at("2021-08-09 20:00")
    return StaffMember.objects.create_user("han")


@pytest.fixture
def minji(han):
    return give_number(make_person("Minji Kim"), NUMBER)


def identify(staff, name="Minji Kim", number=NUMBER, phone="", **more):
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7")
    request.user = staff
    claims = Claims(name, date(1980, 3, 9), "F", phone, number)
    return callers.identify(request, "asks for a time", claims, "ko", **more)


def test_minji_is_found_by_number_and_name_together(han, minji):
    call = identify(han, name="minji  kim")

    assert (call.person, call.staff, call.reason) == (minji, han, "asks for a time")
    assert Call.objects.live().get() == call


def test_the_look_is_written_down_with_its_reason(han, minji):
    identify(han)

    kept = AccessRecord.objects.get()
    assert (kept.staff, kept.act, kept.target_ids) == (han, "search", [minji.pk])
    assert (kept.reason, kept.address) == ("asks for a time", "203.0.113.7")


def test_another_name_and_an_unknown_number_get_the_same_words(han, minji):
    answers = set()
    for wrong in ({"name": "Jun Lee"}, {"number": "8003092345679"}):
        with pytest.raises(Refused) as refused:
            identify(han, **wrong)
        answers.add(str(refused.value))

    assert len(answers) == 1
    assert not Call.objects.live().exists()
    assert [look.target_ids for look in AccessRecord.objects.all()] == [[], []]


def test_somebody_new_is_taken_up_with_their_consents(han, settings):
    settings.ATTESTER = "accounts.attesters.Demo"
    make_phone_provider()

    call = identify(han, phone="01012345678", newcomer=True)

    person = Person.objects.get()
    assert (call.person, person.name, person.phone) == (person, "Minji Kim", "01012345678")
    assert Identifier.objects.get().person == person
    assert set(person.consents.values_list("kind", flat=True)) == set(Consent.Kind.values)


def test_nobody_new_is_taken_up_without_the_attester(han, settings):
    settings.ATTESTER = "accounts.attesters.RefuseEverybody"
    make_phone_provider()

    with pytest.raises(Refused, match="not in service"):
        identify(han, phone="01012345678", newcomer=True)

    assert not Person.objects.exists()


def test_a_telephone_call_never_changes_a_known_persons_phone(han, minji):
    identify(han, phone="01099990000", newcomer=True)

    minji.refresh_from_db()
    assert minji.phone == "+821000000001"


def test_whoever_tries_numbers_out_is_held_back(han, minji, at):
    for tail in range(20):
        with pytest.raises(Refused, match="Nobody is known"):
            identify(han, number=f"80030923456{tail:02}"[:13])

    with pytest.raises(Refused, match="very many callers"):
        identify(han)
    assert AccessRecord.objects.count() == 20
    at("2021-08-09 20:10:01")
    assert identify(han).person == minji


def test_a_call_is_over_after_half_an_hour_or_when_it_is_ended(han, minji, at):
    first, second = identify(han), identify(han)

    callers.end(first)
    assert list(Call.objects.live()) == [second]
    at("2021-08-09 20:30")
    assert not Call.objects.live().exists()


def test_no_row_keeps_the_number(han, minji):
    identify(han)

    kept = [str(value) for row in Call.objects.values_list() for value in row]
    assert not any(NUMBER in value for value in kept)

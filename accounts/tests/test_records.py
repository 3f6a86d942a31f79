from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from accounts.models import AccessRecord, Person, StaffAct, StaffMember
from accounts.records import record, record_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse_park():
    return StaffMember.objects.create_user("park")


def person(name):
    return Person.objects.create(birth_date=date(1969, 3, 1), sex="F", name=name, phone="x")


def test_a_look_at_one_person_is_written_down(nurse_park):
    minji = person("Minji")
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7")

    record(nurse_park, AccessRecord.Act.VIEW, minji, reason="asked by phone", request=request)

    kept = AccessRecord.objects.get()
    assert (kept.staff, kept.act) == (nurse_park, "view")
    assert (kept.target_kind, kept.target_ids) == ("accounts.person", [minji.pk])
    assert (kept.reason, kept.address) == ("asked by phone", "203.0.113.7")


def test_an_export_names_everybody_in_it(nurse_park):
    everybody = {person("Minji").pk, person("Jun").pk}
    record(nurse_park, AccessRecord.Act.EXPORT, Person.objects.all())
    assert set(AccessRecord.objects.get().target_ids) == everybody


@pytest.mark.parametrize(
    "how", [{"headers": {"hx-request": "true"}}, {"query_params": {"by-itself": ""}}]
)
def test_a_page_that_reloads_itself_says_once_whom_it_shows(nurse_park, how):
    minji, jun = person("Minji").pk, person("Jun").pk
    reload = RequestFactory().get("/", **how)
    reload.user = nurse_park
    for people in ([minji], [minji], [minji, jun], [minji, jun]):
        record_people(reload, people)
    assert [kept.target_ids for kept in AccessRecord.objects.order_by("pk")] == [
        [minji],
        [minji, jun],
    ]

    look = RequestFactory().get("/")
    look.user = nurse_park
    record_people(look, [minji, jun])
    assert AccessRecord.objects.count() == 3


def test_an_empty_page_leaves_no_record(nurse_park):
    request = RequestFactory().get("/")
    request.user = nurse_park

    record_people(request, [None])

    assert not AccessRecord.objects.exists()


def test_what_became_of_an_account_is_never_changed(nurse_park, guards_against_emptying):
    StaffAct.objects.create(by=nurse_park, act="joined", member=nurse_park)

    for statement in ("UPDATE {} SET reason = 'x'", "DELETE FROM {}", "TRUNCATE {}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format("accounts_staffact"))

from datetime import date

import pytest
from django.test import RequestFactory

from accounts.models import AccessRecord, Person, StaffMember
from accounts.records import record

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

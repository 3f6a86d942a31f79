"""However much a page of the staff area says, it asks the database a few questions."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from accounts.tests.builders import make_root
from bookings import desk
from bookings.models import Notification, WorkItem
from bookings.tests.builders import make_booking, make_person, make_slot, make_staff
from portal.operations.pulses import Heart
from portal.waiting.admission import Crowd, Health
from portal.waiting.models import Gate, Line

from .staff_walk import addresses, make_haneul

pytestmark = pytest.mark.django_db
MOST = 12


@pytest.fixture
def haneul(at):
    """Her booking among others, each touched by somebody else, and an opening that goes on: no
    page may ask for its rows one by one."""
    at("2021-08-30 09:20")
    haneul = make_haneul()
    clinic = haneul.slot.clinic
    for number in range(3):
        nurse = make_staff(f"nurse{number}", "Clinic staff", clinic)
        slot = make_slot(clinic, f"2021-08-30 0{6 + number}:00")
        booking = make_booking(make_person(f"Person {number}"), slot)
        WorkItem.objects.create(booking=booking, kind="second_dose")
        for each in (booking, haneul):
            desk.mark_missed(each, nurse)
            desk.correct(each, nurse, "too early")
    Gate.read(), Line.objects.current()
    Heart().beat(Health(), Crowd(0, 0, 0, 0), 0.0)
    Notification.objects.update(due_at=None, rested_at="2021-08-30T09:10+09:00")
    return haneul


def make_everybody(clinic):
    """Somebody in every role, and no superuser: roles are looked up too."""
    everybody = make_staff("everybody", "Clinic staff", clinic)
    everybody.groups.set(Group.objects.all())
    return everybody


def questions(client, address):
    """How many statements a page sends. Savepoints stand for transactions only in tests."""
    asked = []

    def note(execute, statement, *more):
        asked.append(statement)
        return execute(statement, *more)

    with connection.execute_wrapper(note):
        r = client.get(address)
    assert r.status_code < 500
    return len([each for each in asked if "SAVEPOINT" not in each])


@pytest.mark.parametrize("role", ["root", "everybody"])
def test_no_page_asks_more_than_twelve(client, haneul, role):
    who = make_root() if role == "root" else make_everybody(haneul.slot.clinic)
    client.force_login(who)
    walked = [each for each in addresses(haneul) if not each.endswith("logout/")]

    costs = {address: questions(client, address) for address in walked}

    assert {address: cost for address, cost in costs.items() if cost > MOST} == {}
    assert max(costs.values()) > MOST // 2

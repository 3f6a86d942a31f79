"""What the database itself holds of doses and lots, whoever writes."""

import datetime as dt

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from accounts.models import StaffMember
from bookings import desk
from bookings.audit import audit
from bookings.models import DoseRecord
from clinics import fridge
from clinics.models import StockEntry

from .builders import answer_no, make_booking, make_clinic, make_lot, make_person, make_slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def park(at):
    at("2021-08-30 09:20")
    return StaffMember.objects.create(username="park")


@pytest.fixture
def lot(park):
    return make_lot(make_clinic(), vials=1, doses_per_vial=2, expires="2021-09-30")


@pytest.fixture
def jun(lot):
    jun = make_booking(make_person("Jun Lee"), make_slot(lot.clinic, "2021-08-30 09:00"))
    answer_no(jun)
    return jun


LATE = dt.date(2021, 10, 1)
REFUSED = {
    "lot_within_what_came": {},
    "lot_not_expired": {"given_on": LATE},
    "lot_of_the_vaccine": {"vaccine": None},
    "lot_of_the_clinic": {"booking": None},
}


@pytest.mark.parametrize("constraint", REFUSED)
def test_the_database_refuses_whoever_writes(park, jun, lot, constraint):
    what = {
        "person": jun.person, "campaign": jun.campaign, "dose": 1, "vaccine": lot.vaccine,
        "booking": jun, "lot": lot, "given_on": dt.date(2021, 8, 30), **REFUSED[constraint],
    }  # fmt: skip
    if constraint == "lot_within_what_came":
        fridge.waste(lot, park, 2, StockEntry.Waste.BROKEN)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        DoseRecord.objects.create(**what)

    assert refused.value.__cause__.diag.constraint_name == constraint


def test_what_was_given_is_taken_back_and_never_changed(park, jun, lot):
    desk.record_dose(jun, park)

    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        DoseRecord.objects.update(site="other")


def test_a_wrong_count_is_found_by_the_audit(park, jun, lot):
    desk.record_dose(jun, park)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clinics_lot SET given = 0")

    says = (
        "every lot's counts equal its ledger and the doses given of it, and nothing is below zero"
    )
    assert says in [check.says for check, breaches, _examples in audit() if breaches]

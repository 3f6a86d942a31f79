import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import StaffMember
from bookings import desk
from bookings.audit import audit
from bookings.confirmation import confirm_batch
from bookings.models import Booking, DoseRecord, Notification, WorkItem
from clinics.models import Closure, Slot, VaccineGroup

from .builders import make_person, make_round, make_slot, seoul, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot(clinic):
    make_round()
    return make_slot(clinic, "2021-08-26 10:00", capacity=500, limit=600)


def book(slot, name="Minji", **more):
    booking = desk.book(verify(make_person(name, **more)).pk, slot.pk, uuid.uuid4())
    return Booking.objects.get(pk=booking.pk)


def state(booking):
    booking.refresh_from_db()
    return booking.status, booking.rejection


def sound():
    return all(breaches == 0 for _check, breaches, _examples in audit())


def test_minji_is_confirmed_with_both_doses_six_weeks_apart(clinic, slot):
    second = make_slot(clinic, "2021-10-07 10:00")
    make_slot(clinic, "2021-10-07 10:30")
    booking = book(slot)

    assert confirm_batch() == 1

    assert state(booking) == ("confirmed", "")
    assert booking.second_dose.slot == second
    assert (booking.second_dose.status, booking.second_dose.dose) == ("confirmed", 2)
    assert list(Notification.objects.values_list("booking", "template").order_by("booking")) == [
        (booking.pk, "confirmed"),
        (booking.second_dose.pk, "confirmed"),
    ]
    assert sound()


def test_a_batch_of_twenty_costs_as_many_statements_as_one_of_two(clinic, slot):
    make_slot(clinic, "2021-10-07 10:00", capacity=100, limit=600)
    costs = []
    for people in (2, 20):
        for n in range(people):
            book(slot, f"Minji {n}")
        with CaptureQueriesContext(connection) as asked:
            assert confirm_batch() == people
        costs.append(len(asked))

    assert Booking.objects.filter(dose=2, status="confirmed").count() == 22
    assert costs[0] == costs[1] < 20


def test_nothing_held_is_nothing_done(slot):
    assert confirm_batch() == 0


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (["2021-10-07 14:00", "2021-10-07 09:30"], "2021-10-07 09:30"),
        (["2021-10-06 10:00", "2021-10-08 10:00"], "2021-10-08 10:00"),
        (["2021-10-14 10:00"], "2021-10-14 10:00"),
    ],
    ids=["nearest time that day", "never earlier: the next open day", "the last possible day"],
)
def test_the_second_dose_moves_to_the_next_place(clinic, slot, places, expected):
    for start in places:
        make_slot(clinic, start)
    booking = book(slot)

    confirm_batch()

    assert booking.second_dose.slot.starts_at == seoul(expected)


def test_a_closed_day_is_passed_over(clinic, slot):
    make_slot(clinic, "2021-10-07 10:00")
    make_slot(clinic, "2021-10-08 10:00")
    Closure.objects.create(clinic=None, date=dt.date(2021, 10, 7), reason="holiday")
    booking = book(slot)

    confirm_batch()

    assert booking.second_dose.slot.places.date == dt.date(2021, 10, 8)


def test_without_a_place_inside_the_maximum_staff_find_one(clinic, slot):
    make_slot(clinic, "2021-10-15 10:00")
    booking = book(slot)

    confirm_batch()

    assert state(booking) == ("confirmed", "")
    assert booking.second_dose is None
    assert WorkItem.objects.get().booking == booking


def test_a_single_dose_needs_no_second(slot):
    VaccineGroup.objects.get().vaccines.update(doses=1)
    booking = book(slot)

    confirm_batch()

    assert state(booking) == ("confirmed", "")
    assert not WorkItem.objects.exists()


def test_a_batch_that_wants_one_slot_spreads_over_what_there_is(clinic, slot):
    make_slot(clinic, "2021-10-07 10:00", capacity=3)
    make_slot(clinic, "2021-10-07 10:30", capacity=2)
    make_slot(clinic, "2021-10-08 10:00", capacity=4, limit=1)
    for n in range(8):
        book(slot, f"Guest {n}")

    while confirm_batch():
        pass

    assert Booking.objects.filter(dose=1, status="confirmed").count() == 8
    assert list(
        Slot.objects.filter(starts_at__gte=seoul("2021-10-01 00:00"))
        .order_by("starts_at")
        .values_list("taken", flat=True)
    ) == [3, 2, 1]
    assert WorkItem.objects.count() == 2
    assert sound()


def test_who_was_vaccinated_elsewhere_is_rejected_and_the_place_is_free(slot):
    booking = book(slot)
    DoseRecord.objects.create(
        person=booking.person, campaign=booking.campaign, dose=1, given_on=dt.date(2021, 7, 1)
    )

    assert confirm_batch() == 1

    assert state(booking) == ("rejected", "vaccinated")
    slot.refresh_from_db()
    assert slot.taken == 0
    assert Notification.objects.get().template == "rejected"
    assert sound()


def test_a_clinic_closed_since_is_said_to_be(clinic, slot):
    booking = book(slot)
    Closure.objects.create(clinic=clinic, date=dt.date(2021, 8, 26), reason="flood")

    confirm_batch()

    assert state(booking) == ("rejected", "closed")


def test_a_birth_date_mended_out_of_the_cohort_is_rejected(slot):
    booking = book(slot)
    booking.person.birth_date = dt.date(2010, 1, 1)
    booking.person.save()

    confirm_batch()

    assert state(booking) == ("rejected", "not_eligible")


def test_after_a_missed_first_dose_the_second_is_planned_from_the_new_one(at, clinic, slot):
    """Her old second dose would come nine days after the first, and not six weeks."""
    old = make_slot(clinic, "2021-10-07 10:00")
    missed = book(slot)
    confirm_batch()
    at("2021-08-26 18:00")
    desk.mark_missed(missed, StaffMember.objects.create(username="park"))
    make_round(opens="2021-08-21 20:00", closes="2021-09-18 18:00")
    new = make_slot(clinic, "2021-11-09 10:00")

    held = desk.book(
        verify(missed.person).pk, make_slot(clinic, "2021-09-28 10:00").pk, uuid.uuid4()
    )
    confirm_batch()

    again = Booking.objects.get(pk=held.pk)
    assert (again.status, again.second_dose.slot) == ("confirmed", new)
    assert not missed.second_doses.active().exists()
    old.refresh_from_db()
    assert old.taken == 0
    assert sound()

"""The last dose of a lot: two nurses give it, or one gives it while another throws it away."""

import pytest

from accounts.models import StaffMember
from bookings import desk
from bookings.models import DoseRecord
from bookings.refusals import Refused
from bookings.tests.builders import make_booking, make_clinic, make_lot, make_person, make_slot
from clinics import fridge
from clinics.models import Lot, StockEntry

from .starting_line import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lot(at):
    at("2021-08-30 09:20")
    return make_lot(make_clinic(), vials=1, doses_per_vial=1)


@pytest.fixture
def bookings(lot):
    slot = make_slot(lot.clinic, "2021-08-30 09:00")
    return [make_booking(make_person(name), slot) for name in ("Minji", "Jun")]


@pytest.fixture
def park(db):
    return StaffMember.objects.create(username="park")


def refused(answers):
    assert all(answer is None or isinstance(answer, Refused) for answer in answers)
    return sum(isinstance(answer, Refused) for answer in answers)


def test_of_two_nurses_one_gives_the_last_dose(lot, bookings, park):
    def give(booking):
        return lambda: desk.record_dose(booking, park, lot=lot, on_paper=True)

    answers = race([give(booking) for booking in bookings], behind=lot)

    assert refused(answers) == 1
    assert DoseRecord.objects.count() == 1
    assert sorted(each.status for each in bookings if not each.refresh_from_db()) == [
        "completed",
        "confirmed",
    ]


def test_a_dose_is_given_or_thrown_away(lot, bookings, park):
    def throw_away():
        return fridge.waste(lot, park, 1, StockEntry.Waste.CLOSING)

    answers = race(
        [lambda: desk.record_dose(bookings[0], park, lot=lot, on_paper=True), throw_away],
        behind=lot,
    )

    assert refused(answers) == 1
    lot.refresh_from_db()
    assert (lot.given + lot.wasted, lot.left) == (1, 0)
    assert lot.given == DoseRecord.objects.count()


def test_the_control_gives_the_last_dose_twice(lot):
    """Looking first and writing then is not enough: the limit is a constraint of the row."""

    def look_and_write():
        seen = Lot.objects.get(pk=lot.pk)
        assert seen.left == 1
        return Lot.objects.filter(pk=lot.pk).update(given=seen.given + 1)

    assert race([look_and_write] * 2, behind=lot) == [1, 1]

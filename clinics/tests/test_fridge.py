import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import StaffMember
from accounts.refusals import Refused
from clinics import fridge
from clinics.models import Lot, LotRecall, StockEntry

from .builders import make_clinic, make_group, make_lot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
Waste = StockEntry.Waste


@pytest.fixture
def park(at):
    at("2021-08-26 09:00")
    return StaffMember.objects.create(username="park")


@pytest.fixture
def gaon(park):
    return make_clinic("Gaon Clinic")


@pytest.fixture
def lot(gaon):
    """Two vials of ten doses."""
    return make_lot(gaon, "AB123", vials=2, expires="2021-09-30")


def counts(lot):
    lot.refresh_from_db()
    return lot.received, lot.given, lot.wasted


def ledger(lot):
    return list(lot.entries.order_by("pk").values_list("kind", "doses", "reason", "note"))


def test_nurse_park_receives_vials_twice(gaon, park, lot):
    again = fridge.receive(gaon, park, lot.vaccine, "AB123", lot.expires_on, 10, vials=3)

    assert again == lot
    assert counts(lot) == (50, 0, 0)
    assert ledger(lot) == [("received", 20, "", ""), ("received", 30, "", "")]
    assert lot.entries.latest("pk").staff == park


@pytest.mark.parametrize(("expires", "doses"), [("2021-10-31", 10), ("2021-09-30", 6)])
def test_the_same_number_with_another_expiry_or_vial_is_looked_at_again(
    gaon, park, lot, expires, doses
):
    with pytest.raises(Refused, match="AB123 is known as expiring on 2021-09-30"):
        fridge.receive(
            gaon, park, lot.vaccine, "AB123", dt.date.fromisoformat(expires), doses, vials=1
        )
    assert counts(lot) == (20, 0, 0)


def test_a_lot_is_received_until_its_last_day(gaon, park):
    with pytest.raises(Refused, match="expired on 2021-08-25"):
        make_lot(gaon, expires="2021-08-25")

    make_lot(gaon, expires="2021-08-26")
    assert Lot.objects.get().received == 100


def test_a_broken_vial_is_thrown_away_for_a_reason(park, lot):
    fridge.waste(lot, park, 10, Waste.BROKEN)

    assert counts(lot) == (20, 0, 10)
    assert ledger(lot)[1:] == [("wasted", 10, "broken", "")]


def test_no_more_is_thrown_away_than_there_is(park, lot):
    fridge.waste(lot, park, 15, Waste.COLD_CHAIN)

    with pytest.raises(Refused, match="Only 5 doses of lot AB123 are left"):
        fridge.waste(lot, park, 6, Waste.CLOSING)
    assert counts(lot) == (20, 0, 15)


def test_waste_noted_by_mistake_is_taken_back_with_a_note(park, lot):
    fridge.waste(lot, park, 10, Waste.BROKEN)

    with pytest.raises(Refused, match="say why"):
        fridge.waste(lot, park, -10, Waste.BROKEN)
    fridge.waste(lot, park, -10, Waste.BROKEN, note="The vial was whole.")

    assert counts(lot) == (20, 0, 0)
    with pytest.raises(Refused):
        fridge.waste(lot, park, -1, Waste.BROKEN, note="And one more.")


def test_another_reason_is_said_in_words(park, lot):
    with pytest.raises(Refused, match="say why"):
        fridge.waste(lot, park, 1, Waste.OTHER, note=" ")


def test_doses_go_to_another_clinic_and_are_received_there(gaon, park, lot):
    naru = make_clinic("Naru Clinic")

    fridge.send(lot, park, 10, "Naru Clinic")
    there = fridge.receive(
        naru, park, lot.vaccine, "AB123", lot.expires_on, 10, 1, StockEntry.Kind.BROUGHT
    )

    assert (counts(lot), counts(there)) == ((10, 0, 0), (10, 0, 0))
    with pytest.raises(Refused, match="Only 10 doses"):
        fridge.send(lot, park, 11, "Naru Clinic")
    with pytest.raises(Refused, match="which clinic"):
        fridge.send(lot, park, 1, "")


def test_what_was_counted_becomes_what_is_there(park, lot):
    fridge.count(lot, park, 19, "Park and Choi counted")
    fridge.count(lot, park, 19, "Again")
    fridge.count(lot, park, 20, "It stood behind the others")

    assert [doses for _, doses, *_ in ledger(lot)] == [20, -1, 0, 1]
    assert counts(lot) == (20, 0, 0)
    with pytest.raises(Refused):
        fridge.count(lot, park, 20, "")


def test_a_mistyped_date_is_put_right_and_kept_in_the_ledger(park, lot):
    fridge.correct_expiry(lot, park, dt.date(2021, 10, 31), "9 was a 10")

    lot.refresh_from_db()
    assert lot.expires_on == dt.date(2021, 10, 31)
    assert ledger(lot)[1:] == [("expiry", 0, "", "2021-09-30 → 2021-10-31: 9 was a 10")]


def test_the_first_to_expire_is_used_first_and_never_after_its_day(gaon, park, lot):
    late = make_lot(gaon, "CD456", expires="2021-12-31")
    empty = make_lot(gaon, "EF789", vials=1, expires="2021-09-01")
    fridge.waste(empty, park, 10, Waste.BROKEN)
    recalled = make_lot(gaon, "XX666", expires="2021-09-02")
    LotRecall.objects.create(
        vaccine=recalled.vaccine, number="XX666", reason="particles", staff=park
    )

    assert list(Lot.objects.usable(dt.date(2021, 9, 30))) == [lot, late]
    assert list(Lot.objects.usable(dt.date(2021, 10, 1))) == [late]


def test_a_recalled_lot_is_not_received(gaon, park):
    vaccine = make_group().planned_as
    LotRecall.objects.create(vaccine=vaccine, number="XX666", reason="particles", staff=park)

    with pytest.raises(Refused, match="XX666 is recalled"):
        make_lot(gaon, "XX666")
    assert not Lot.objects.exists()


REFUSED = {
    "lot_within_what_came": "UPDATE clinics_lot SET given = received + 1",
    "lot_within_what_came wasted": "UPDATE clinics_lot SET wasted = -1",
    "one_lot_per_clinic": """INSERT INTO clinics_lot (clinic_id, vaccine_id, number, expires_on,
        doses_per_vial) SELECT clinic_id, vaccine_id, number, expires_on, 5 FROM clinics_lot""",
    "lot_within_what_came by the ledger": """INSERT INTO clinics_stockentry (lot_id, kind, doses,
        reason, staff_id) SELECT id, 'wasted', 21, 'broken', {staff} FROM clinics_lot""",
    "entry_adds_or_takes": """INSERT INTO clinics_stockentry (lot_id, kind, doses, staff_id)
        SELECT id, 'received', -1, {staff} FROM clinics_lot""",
    "wasted_for_a_reason": """INSERT INTO clinics_stockentry (lot_id, kind, doses, staff_id)
        SELECT id, 'wasted', 1, {staff} FROM clinics_lot""",
    "entry_says_why": """INSERT INTO clinics_stockentry (lot_id, kind, doses, reason, staff_id)
        SELECT id, 'wasted', 1, 'other', {staff} FROM clinics_lot""",
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(park, lot, name):
    with pytest.raises(IntegrityError) as refused:
        sql(REFUSED[name].format(staff=park.pk))

    assert refused.value.__cause__.diag.constraint_name == name.split()[0]


@pytest.mark.parametrize(
    "never",
    [
        "UPDATE clinics_stockentry SET doses = 1",
        "DELETE FROM clinics_stockentry",
        "TRUNCATE clinics_stockentry",
        "DELETE FROM clinics_lot",
        "UPDATE clinics_lot SET number = 'OTHER'",
        "UPDATE clinics_lot SET clinic_id = clinic_id + 1",
    ],
)
def test_the_ledger_stays(park, lot, guards_against_emptying, never):
    with pytest.raises(DatabaseError, match="Cannot"):
        sql(never)


def sql(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

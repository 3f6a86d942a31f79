"""Promises about leftover doses, each broken behind the database's back and found by the audit."""

import pytest
from django.db import connection

from bookings import desk, leftovers
from bookings.audit import audit
from bookings.models import LeftoverTurn, LeftoverWish

from .leftovers import accept, broken, make_leftover_clinic, make_terms, publish, waiting

pytestmark = pytest.mark.django_db

PLACES = "every batch of leftover doses has a place for each that is not wasted"
SOMEWHERE = "of leftover doses accounted for, each was given, handed over or wasted"
OVERDUE = "no leftover doses are unaccounted for a day after their time, or with nobody expected"
IN_TIME = "every booking of a leftover dose was made while there were some, at an age for it"
TURNS = "everybody stands in their lines for leftover doses where their turn is"


@pytest.fixture
def batch(at):
    """Three doses. Minji comes for one; the other two nobody wants, and Jun waits elsewhere."""
    at("2021-08-26 13:59")
    make_terms()
    clinic = make_leftover_clinic()
    minji = waiting("Minji", clinic)
    waiting("Jun", make_leftover_clinic("Narae Clinic"), born="1979-08-19")
    at("2021-08-26 14:00")
    batch = publish(clinic, 3)
    leftovers.offer_batch()
    accept(minji)
    return batch


def behind_its_back(statement):
    """Write what no trigger sees, as somebody with the database's own rights could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        assert cursor.rowcount == 1
        cursor.execute("SET LOCAL session_replication_role = origin")


def found():
    """The first breaches, by the promise."""
    return {check.says: examples for check, breaches, examples in audit() if breaches}


def test_what_the_desk_and_the_line_do_breaks_nothing(batch):
    assert broken() == []


@pytest.mark.parametrize("count", ["published = 4", "published = 2", "wasted = 1"])
def test_a_batch_with_more_or_fewer_places_than_doses_is_found(batch, count):
    behind_its_back(f"UPDATE bookings_leftoverbatch SET {count}")

    assert found() == {PLACES: [f"batch {batch.pk}"]}


def test_a_dose_that_is_nowhere_is_found(batch):
    """Two of three were neither given nor wasted."""
    behind_its_back(
        "UPDATE bookings_leftoverbatch"
        " SET state = 'ended', ended_at = portal_now() - interval '1 day'"
    )
    behind_its_back("UPDATE bookings_booking SET changed_at = portal_now() - interval '1 day'")

    assert found() == {SOMEWHERE: [f"batch {batch.pk}"]}


def test_doses_that_nobody_accounted_for_are_found(at, batch):
    """Nobody comes any more, and the sweep never came."""
    desk.cancel(batch.slot.bookings.get())

    at("2021-08-27 09:00")

    assert found() == {OVERDUE: [f"batch {batch.pk}"]}


@pytest.mark.parametrize(
    "breach",
    [
        "UPDATE bookings_booking SET held_at = held_at - interval '1 second'",
        "UPDATE bookings_booking SET held_at = '2021-08-26 17:00+09'",
        "UPDATE clinics_vaccine SET age_from = 42"
        " WHERE id = (SELECT vaccine_id FROM bookings_leftoverbatch)",
        "DELETE FROM bookings_leftoverbatch",
    ],
)
def test_a_booking_of_a_dose_that_was_not_there_for_them_is_found(batch, breach):
    behind_its_back(breach)

    booking = batch.slot.bookings.get()
    assert found() == {IN_TIME: [f"booking {booking.pk}"]}


@pytest.mark.parametrize(
    "breach",
    ["turn_at = turn_at - interval '1 second'", "place = 2", "clinic_id = 0"],
)
def test_a_turn_that_somebody_moved_is_found(batch, breach):
    jun = LeftoverWish.objects.latest("pk").pk

    behind_its_back(f"UPDATE bookings_leftoverturn SET {breach} WHERE wish_id = {jun}")

    turn = LeftoverTurn.objects.get(wish_id=jun)
    assert found() == {TURNS: [f"turn {turn.alert_id} of vaccine {turn.vaccine_id}"]}

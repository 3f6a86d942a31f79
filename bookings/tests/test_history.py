"""Who did what, when and through which channel: written by the database, whoever writes."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import StaffMember
from bookings import desk
from bookings.confirmation import confirm_batch
from bookings.models import Booking, BookingEvent

from .builders import give_dose, make_clinic, make_person, make_round, make_slot, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(at):
    at("2021-08-09 20:00")
    make_round()
    slot = make_slot(make_clinic(), "2021-08-26 10:00", capacity=5)
    held = desk.book(verify(make_person("Minji")).pk, slot.pk, uuid.uuid4())
    confirm_batch()
    return Booking.objects.get(pk=held.pk)


@pytest.fixture
def park(db):
    return StaffMember.objects.create(username="park")


def sql(statement, *answers):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, answers)


def last(booking):
    event = BookingEvent.objects.filter(booking=booking, act="").latest("pk")
    return event.new_status, event.who, event.channel, event.staff, event.reason


def test_the_worker_confirms_by_itself(booking):
    assert last(booking) == ("confirmed", "system", "system", None, "")


def test_a_citizen_cancels_on_the_web(booking):
    desk.cancel(booking)

    assert last(booking) == ("cancelled", "citizen", "web", None, "")


def test_an_operator_cancels_on_the_telephone(booking, park):
    desk.cancel(booking, staff=park, reason="fever", channel="call")

    assert last(booking) == ("cancelled", "staff", "call", park, "fever")


def test_a_nurse_records_at_the_clinic(at, booking, park):
    at("2021-08-26 10:10")
    give_dose(booking, park)

    assert last(booking) == ("completed", "staff", "clinic", park, "")


def test_nobody_acts_under_the_name_of_whoever_was_before(at, booking, park):
    """Park marks Minji missed; then somebody at the database's prompt says she came."""
    at("2021-08-26 18:00")
    desk.mark_missed(booking, park)

    sql("UPDATE bookings_booking SET status = 'completed'")

    assert last(booking) == ("completed", "system", "system", None, "")


def test_an_update_of_a_queryset_is_written_down(booking, park):
    Booking.objects.filter(pk=booking.pk).update(status="cancelled", changed_by=park)

    assert last(booking) == ("cancelled", "staff", "clinic", park, "")


def test_a_move_by_hand_is_written_down_and_counted(booking):
    old, new = booking.slot, make_slot(booking.slot.clinic, "2021-08-27 10:00")

    sql("UPDATE bookings_booking SET slot_id = %s", new.pk)

    event = BookingEvent.objects.get(act="changed")
    assert (event.old_slot, event.new_slot, event.who) == (old, new, "system")
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.taken, new.taken) == (0, 1)


def test_an_arrival_by_hand_and_its_end_are_written_down(booking):
    told = booking.notifications.count()
    sql("UPDATE bookings_booking SET arrived_at = portal_now()")
    sql("UPDATE bookings_booking SET arrived_at = NULL, change_reason = 'wrong row'")

    acts = booking.events.filter(act__contains="arrived").order_by("pk")
    assert [(event.act, event.who, event.reason) for event in acts] == [
        ("arrived", "system", ""),
        ("not_arrived", "system", "wrong row"),
    ]
    assert booking.notifications.count() == told


def test_an_arrival_is_taken_back_with_a_reason_only(booking):
    sql("UPDATE bookings_booking SET arrived_at = portal_now()")

    with pytest.raises(IntegrityError, match="needs a reason"):
        sql("UPDATE bookings_booking SET arrived_at = NULL")


@pytest.mark.parametrize("more", ["status = 'no_show'", "slot_id = {other}", "vaccine_id = {mrna}"])
def test_an_arrival_is_noted_by_itself(booking, more):
    other = make_slot(booking.slot.clinic, "2021-08-27 10:00")
    more = more.format(other=other.pk, mrna=other.group.planned_as_id)

    with pytest.raises(IntegrityError, match="by itself"):
        sql(f"UPDATE bookings_booking SET arrived_at = portal_now(), {more}")


def test_nobody_arrives_whose_booking_is_over_and_no_arrival_becomes_another(at, booking):
    sql("UPDATE bookings_booking SET arrived_at = portal_now()")
    with pytest.raises(IntegrityError, match="by itself"):
        sql("UPDATE bookings_booking SET arrived_at = portal_now() + interval '1 minute'")
    desk.cancel(booking)

    with pytest.raises(IntegrityError, match="by itself"):
        sql("UPDATE bookings_booking SET arrived_at = NULL, change_reason = 'wrong row'")


def test_only_what_is_confirmed_is_moved(booking):
    new = make_slot(booking.slot.clinic, "2021-08-27 10:00")
    desk.cancel(booking)

    with pytest.raises(IntegrityError):
        sql("UPDATE bookings_booking SET slot_id = %s", new.pk)


@pytest.mark.parametrize("table", ["bookings_booking", "bookings_bookingevent"])
def test_no_row_is_ever_deleted(booking, table):
    with pytest.raises(Exception, match=r"Cannot .*delete"):
        sql(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", ["bookings_booking", "bookings_bookingevent"])
def test_no_table_is_ever_emptied(booking, table, guards_against_emptying):
    with pytest.raises(Exception, match="Cannot truncate"):
        sql(f"TRUNCATE {table} CASCADE")

    assert Booking.objects.count() == 1

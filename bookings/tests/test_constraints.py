"""Raw SQL tries to break the promises of a booking, its slot and its round in a living world. What
every table promises by itself is tried in ``tests/test_constraints.py``."""

import uuid

import pgtrigger
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from bookings import desk
from bookings.models import Booking, BookingEvent, Notification, RoundVersion
from clinics.models import Slot

from .builders import make_clinic, make_person, make_round, make_slot, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def minji(at):
    at("2021-08-09 20:00")
    slot = make_slot(make_clinic(), "2021-08-26 10:00", capacity=1)
    make_round()
    person = make_person("Minji")
    desk.book(verify(person).pk, slot.pk, uuid.uuid4())
    return person


def sql(statement, *answers):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, answers)


def copy_booking(**changes):
    """Insert the only booking again, by hand, with these columns changed."""
    booking = Booking.objects.get()
    columns = {
        "reference": "ANOTHER",
        "person_id": booking.person_id,
        "campaign_id": booking.campaign_id,
        "round_version_id": booking.round_version_id,
        "dose": 1,
        "slot_id": booking.slot_id,
        "status": "held",
        "channel": "web",
        "idempotency_key": str(uuid.uuid4()),
        **changes,
    }
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    sql(f"INSERT INTO bookings_booking ({names}) VALUES ({marks})", *columns.values())


REFUSED = {
    "slot_within_capacity": "UPDATE clinics_slot SET taken = capacity + 1",
    "slot_within_capacity below zero": "UPDATE clinics_slot SET taken = -1",
    "slot_within_capacity lowered": "UPDATE clinics_slot SET capacity = 0",
    "day_within_limit": 'UPDATE clinics_clinicday SET "limit" = 0',
    "opens_before_it_closes_round": """INSERT INTO bookings_roundversion (round_id, number,
        opens_at, closes_at, birth_from, birth_to, vaccinate_from, vaccinate_to, groups)
        SELECT round_id, 2, opens_at, opens_at, birth_from, birth_to, vaccinate_from,
        vaccinate_to, groups FROM bookings_roundversion""",
    "rejected_with_a_reason": "UPDATE bookings_booking SET status = 'rejected'",
    "legal_change": "UPDATE bookings_booking SET status = 'completed'",
    "legal_change to a missed visit": "UPDATE bookings_booking SET status = 'no_show'",
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(minji, name):
    with pytest.raises(IntegrityError) as refused:
        sql(REFUSED[name])

    assert refused.value.__cause__.diag.constraint_name == name.split()[0]


@pytest.mark.parametrize(
    "never",
    [
        "UPDATE bookings_roundversion SET closes_at = closes_at + interval '1 day'",
        "DELETE FROM bookings_roundversion",
        "UPDATE bookings_booking SET person_id = person_id + 1",
        "UPDATE clinics_slot SET starts_at = starts_at + interval '1 hour'",
    ],
)
def test_what_must_never_change_does_not(minji, never):
    with pytest.raises(Exception, match=r"Cannot|cannot"):
        sql(never)


def test_no_setting_turns_a_rule_off(minji):
    Booking.objects.update(status="confirmed")

    with pgtrigger.ignore(), pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        BookingEvent.objects.update(reason="none")


def test_history_is_append_only(minji):
    Booking.objects.update(status="confirmed")

    for never in (
        "UPDATE bookings_bookingevent SET reason = 'x'",
        "DELETE FROM bookings_bookingevent",
    ):
        with pytest.raises(Exception, match="Cannot"):
            sql(never)
    assert BookingEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({}, "one_active_booking"),
        ({"status": "confirmed"}, "legal_change"),
        ({"status": "cancelled"}, "legal_change"),
        ({"dose": 2}, "slot_within_capacity"),
    ],
)
def test_another_booking_is_refused(minji, changes, constraint):
    with pytest.raises(IntegrityError) as refused:
        copy_booking(**changes)

    assert refused.value.__cause__.diag.constraint_name == constraint


def test_a_key_serves_once(minji):
    with pytest.raises(IntegrityError) as refused:
        copy_booking(dose=2, idempotency_key=str(Booking.objects.get().idempotency_key))

    assert refused.value.__cause__.diag.constraint_name == "one_booking_per_key"


def test_a_message_is_written_once(minji):
    Booking.objects.update(status="confirmed")
    key = Notification.objects.get().dedupe_key

    with pytest.raises(IntegrityError):
        sql(
            "INSERT INTO bookings_notification (event_id, booking_id, person_id, template,"
            " language, dedupe_key) SELECT event_id, booking_id, person_id, template, language,"
            " %s FROM bookings_notification",
            key,
        )


def test_raw_changes_keep_count_history_and_messages(minji):
    sql("UPDATE bookings_booking SET status = 'confirmed'")
    sql("UPDATE bookings_booking SET status = 'cancelled'")

    slot = Slot.objects.select_related("places__day").get()
    assert (slot.taken, slot.places.taken, slot.places.day.taken) == (0, 0, 0)
    assert list(BookingEvent.objects.order_by("pk").values_list("old_status", "new_status")) == [
        ("held", "confirmed"),
        ("confirmed", "cancelled"),
    ]
    assert Notification.objects.count() == 2


def test_a_held_booking_is_cancelled_and_never_deleted(minji):
    with pytest.raises(Exception, match="Cannot delete"):
        sql("DELETE FROM bookings_booking")

    assert Slot.objects.get().taken == 1


def test_a_correction_needs_a_reason(minji):
    sql("UPDATE bookings_booking SET status = 'confirmed'")
    sql("UPDATE bookings_booking SET status = 'no_show'")

    with pytest.raises(IntegrityError):
        sql("UPDATE bookings_booking SET status = 'confirmed'")
    sql("UPDATE bookings_booking SET status = 'confirmed', change_reason = 'wrong person'")

    assert RoundVersion.objects.count() == 1

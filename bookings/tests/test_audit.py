"""P6 counted again over the whole database: one message for each change, and none besides."""

import pytest
from django.db import connection

from bookings.audit import audit
from bookings.models import Notification

from .builders import make_booking, make_clinic, make_person, make_slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def minji(at):
    at("2021-08-09 20:00")
    slot = make_slot(make_clinic(), "2021-08-26 10:00")
    make_booking(make_person("Jun"), slot)
    return make_booking(make_person("Minji"), slot, "cancelled")


def broken():
    return [check.says for check, breaches, _examples in audit() if breaches]


def test_a_sound_outbox_breaks_nothing(minji):
    assert broken() == []


def test_a_change_without_its_message_is_found(minji):
    Notification.objects.filter(booking=minji).first().delete()

    assert broken() == ["every change has exactly one message, an arrival none"]


def test_a_message_to_somebody_else_is_found(minji):
    Notification.objects.filter(booking=minji).update(person=make_person("Haneul"))

    assert broken() == ["every message of a change is about its booking, to its person"]


def test_a_message_of_nothing_is_found(minji):
    Notification.objects.create(
        booking=minji, person=minji.person, template="cancelled", language="ko", dedupe_key="x"
    )

    assert broken() == ["no message tells of a change that never was"]


def test_a_message_that_nobody_would_ever_look_at_is_found(minji):
    """The database refuses it; without its constraint the audit still would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE bookings_notification DROP CONSTRAINT a_message_stands_somewhere"
        )
        cursor.execute("UPDATE bookings_notification SET due_at = NULL")

    assert broken() == ["every message is due, delivered, resting for staff to see, or dropped"]

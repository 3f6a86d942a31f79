"""What is offered for minutes is told at once, and not when it is over."""

from datetime import timedelta

import pytest
from django.db import connection

from accounts.channels import in_service
from bookings import leftovers, notices
from bookings.models import Notification

from .builders import make_person, seoul
from .leftovers import make_leftover_clinic, make_terms, publish, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def minji(at):
    """She is offered a leftover dose until ten past two."""
    at("2021-08-26 13:00")
    make_terms()
    clinic = make_leftover_clinic()
    person = waiting("Minji", clinic)
    at("2021-08-26 14:00")
    publish(clinic, 1)
    leftovers.offer_batch()
    return person


def test_it_is_kept_by_no_push_service_for_longer(minji):
    (message,) = notices.readable(notices.lease(1))
    sms = next(iter(in_service().values()))

    assert notices.message_of(message, sms).until == seoul("2021-08-26 14:10")
    message.template = "leftover_withdrawn"
    assert notices.message_of(message, sms).until is None


@pytest.fixture
def backlog(minji):
    """Two thousand messages that were due before."""
    jun = make_person("Jun")
    Notification.objects.bulk_create(
        Notification(
            person=jun,
            template="waitlist_over",
            language="en",
            dedupe_key=f"bulk-{n}",
            due_at=seoul("2021-08-26 13:00") + timedelta(seconds=n),
        )
        for n in range(2000)
    )


def test_it_is_told_before_all_others(minji, backlog, outbox):
    notices.deliver_batch(2)

    assert [message.key[:4] for message in outbox] == ["offe", "bulk"]
    assert Notification.objects.exclude(delivered_at=None).count() == 2


def test_the_next_are_found_in_an_index(minji, backlog):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE bookings_notification")
        cursor.execute(f"EXPLAIN {notices.LEASE_DUE}", {"limit": 100, "lease": notices.LEASE})
        plan = str(cursor.fetchall())
    for index in ("offers_to_tell", "messages_to_send"):
        assert f"Index Scan using {index}" in plan

"""What is offered for minutes is told at once, and not when it is over."""

import pytest

from accounts.channels import in_service
from bookings import leftovers, notices
from bookings.models import Notification

from .builders import seoul
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
    (message,) = notices.readable(Notification.objects.values_list("pk", flat=True))
    sms = next(iter(in_service().values()))

    assert notices.message_of(message, sms).until == seoul("2021-08-26 14:10")
    message.template = "leftover_withdrawn"
    assert notices.message_of(message, sms).until is None

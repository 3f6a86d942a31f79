"""The worker dies between an offer and its message; the store forgets every bell."""

import pytest
import redis

from bookings.audit import audit
from bookings.models import Notification, Offer, Waitlist
from bookings.tests.builders import make_clinic, make_round, make_slot, wait_in_line
from clinics.models import Slot
from tests.processes import await_truth
from tests.races.starting_line import held_back, standing

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 60


@pytest.fixture
def slot(at):
    """Sixty people wait for forty places that come free."""
    at("2021-08-09 12:00")
    make_round(opens="2021-08-09 00:00")
    slot = make_slot(make_clinic(), "2021-08-26 10:00", capacity=0)
    for n in range(CROWD):
        wait_in_line(f"Guest {n}")
    Slot.objects.filter(pk=slot.pk).update(capacity=40)
    return slot


def test_no_offer_is_without_its_message_though_worker_and_store_are_lost(
    slot, worker, store, request
):
    with held_back(slot):
        # The worker has begun: people are claimed, and it stands before the contested slot.
        request.getfixturevalue("beat")
        await_truth(lambda: standing() > 0, seconds=30)
        worker.kill()
        redis.Redis.from_url(store.url).flushall()
    assert not Offer.objects.exists()
    assert not Waitlist.objects.filter(state="offered").exists()

    worker.start()
    await_truth(lambda: Offer.objects.count() == 40, seconds=60)

    told = Notification.objects.filter(template="offer")
    await_truth(lambda: not told.filter(delivered_at=None).exists(), seconds=60)
    assert told.values("offer").distinct().count() == told.count() == 40
    assert Waitlist.objects.filter(state="waiting").count() == CROWD - 40
    assert [check.says for check, breaches, _examples in audit() if breaches] == []

import pytest
import redis

from bookings import supply
from bookings.models import BookingEvent, Notification, SupplyItem
from bookings.tests.builders import make_booking, make_clinic, make_person, make_round, make_slot
from bookings.tests.supply import Lee, fates, sound, told
from tests.processes import await_truth
from tests.races.starting_line import held_back, standing

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 250


@pytest.fixture
def crowd(at):
    """More than one batch of people, and room for all of them but ten a day later."""
    at("2021-08-09 20:00")
    make_round()
    gaon = make_clinic()
    slot = make_slot(gaon, "2021-08-26 10:00", capacity=CROWD, limit=CROWD)
    make_slot(gaon, "2021-08-30 10:00", capacity=210, limit=600)
    make_slot(gaon, "2021-08-31 10:00", capacity=CROWD - 220, limit=600)
    return [make_booking(make_person(f"Guest {n}"), slot) for n in range(CROWD)]


def test_a_worker_killed_in_a_batch_loses_nothing_and_doubles_nothing(
    crowd, worker, store, request
):
    before = Notification.objects.count()
    lee = Lee()
    act = lee.prepare("late")
    last = crowd[0].slot.clinic.slots.get(starts_at__day=31)
    with held_back(last):
        supply.start(act, lee.member)
        # One batch is done; the second holds its bookings and stands before the contested slot.
        await_truth(lambda: standing() > 0 and fates(act).get("moved") == 200, seconds=30)
        worker.kill()
        redis.Redis.from_url(store.url).flushall()
    await_truth(lambda: standing() == 0)
    assert fates(act) == {"moved": 200, "waiting": CROWD - 200}

    worker.start()
    request.getfixturevalue("beat")  # no bell was left: the sweep goes on
    await_truth(lambda: not SupplyItem.objects.filter(state="waiting").exists(), seconds=60)

    assert fates(act) == {"moved": CROWD - 10, "listed": 10}
    assert Notification.objects.count() == before + CROWD
    assert BookingEvent.objects.count() == before + CROWD
    assert {len(told(each)) for each in crowd} == {2}
    await_truth(lambda: type(act).objects.get().state == "finished", seconds=30)
    assert sound()

import json
import signal
from types import SimpleNamespace

import pytest
import redis
from celery import current_app

from accounts import doorbell
from tests.processes import seconds_of

BELL = "accounts.tasks.send_codes"
QUEUES = [queue.name for queue in current_app.conf.task_queues]


@pytest.fixture(autouse=True)
def quiet_before():
    doorbell._last.clear()


def messages():
    store = redis.Redis.from_url(current_app.conf.broker_url)
    return {queue: n for queue in QUEUES if (n := store.llen(queue))}


def test_a_ring_reaches_the_workers(store):
    doorbell.ring(BELL)

    assert messages() == {"codes": 1}


def test_one_process_rings_once_in_the_quiet_time(store):
    for _post in range(100):
        doorbell.ring(BELL)

    assert messages() == {"codes": 1}


def test_each_bell_has_a_quiet_time_of_its_own(store):
    doorbell.ring(BELL)
    doorbell.ring("bookings.tasks.confirm_held")
    doorbell.ring("bookings.tasks.deliver_notifications")

    assert messages() == {"bookings": 1, "codes": 1, "messages": 1}


def test_a_dead_store_does_not_hold_up_who_rings(store):
    store.kill()

    # A publisher that tries again would wait for two seconds, then four.
    assert seconds_of(lambda: doorbell.ring(BELL)) < 1.5


def test_a_store_that_hangs_does_not_either(store):
    store.child.send_signal(signal.SIGSTOP)
    try:
        assert seconds_of(lambda: doorbell.ring(BELL)) < 1.5
    finally:
        store.child.send_signal(signal.SIGCONT)


def test_work_whose_ring_was_swallowed_is_found_by_the_second_look():
    """It comes to be while the first look is under way, and nobody rings for it."""
    found = iter([3, 0, 2, 0])

    assert doorbell.answered(lambda: next(found)) == 5


@pytest.fixture
def ringing(monkeypatch):
    """Answer a bell as a worker does: the task knows by which ring it was called."""

    def ringing(ring, work):
        task = SimpleNamespace(name=BELL, request=SimpleNamespace(id=ring))
        monkeypatch.setattr(doorbell, "current_task", task)
        return seconds_of(lambda: doorbell.answered(work))

    return ringing


def rings():
    store = redis.Redis.from_url(current_app.conf.broker_url)
    return [json.loads(each)["headers"]["id"] for each in reversed(store.lrange("codes", 0, -1))]


def test_only_who_answers_the_last_ring_looks_again(store, ringing):
    doorbell.ring(BELL)
    doorbell.ring(BELL, anew=True)
    first, last = rings()
    looks = []

    assert ringing(first, lambda: looks.append(1)) < doorbell.QUIET
    assert len(looks) == 1
    assert ringing(last, lambda: looks.append(1)) > doorbell.QUIET
    assert len(looks) == 3


def test_who_sleeps_through_the_quiet_time_wakes_at_a_later_ring(store, ringing, monkeypatch):
    doorbell.ring(BELL)
    looks = []

    def sleep(_seconds):
        doorbell.ring(BELL, anew=True)

    monkeypatch.setattr(doorbell.time, "sleep", sleep)
    ringing(rings()[0], lambda: looks.append(1))
    assert len(looks) == 1


def test_who_cannot_ask_for_a_later_ring_looks_again(store, ringing):
    doorbell.ring(BELL)
    doorbell.ring(BELL, anew=True)
    first, _last = rings()
    looks = []

    store.kill()
    assert ringing(first, lambda: looks.append(1)) > doorbell.QUIET
    assert len(looks) == 2


def test_a_turn_of_long_work_gives_way_to_the_next(store):
    """The ring that is being answered is no reason to swallow the one for what is left."""
    doorbell.ring("bookings.tasks.make_exports")

    assert doorbell.answered_in_turns(lambda: 1, "bookings.tasks.make_exports") == 1
    assert messages() == {"exports": 2}


def test_long_work_whose_ring_was_swallowed_is_found_by_the_second_look(store):
    found = iter([0, 1])

    assert doorbell.answered_in_turns(lambda: next(found), "bookings.tasks.make_exports") == 1
    assert messages() == {"exports": 1}


def test_where_there_is_nothing_to_do_nobody_rings(store):
    assert doorbell.answered_in_turns(lambda: 0, "bookings.tasks.make_exports") == 0
    assert messages() == {}

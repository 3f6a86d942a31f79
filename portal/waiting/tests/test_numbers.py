"""Numbers in order of arrival out of a store that may forget everything at any second."""

import shutil

import pytest
import redis

from portal.waiting import numbers
from portal.waiting.models import Line
from portal.waiting.numbers import BLOCK, Counter, Unavailable, take

from .builders import make_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return make_line().pk


@pytest.fixture(autouse=True)
def new_connection():
    numbers.mine.counter = None


@pytest.fixture
def snapshot(store):
    """``snapshot()`` copies what the store knows; ``snapshot.restore()`` brings that back."""
    dump, copy = store.folder / "dump.rdb", store.folder / "old.rdb"

    def take_one():
        server(store).save()
        shutil.copy(dump, copy)

    def restore():
        store.stop()
        shutil.copy(copy, dump)
        store.start()

    take_one.restore = restore
    yield take_one
    for file in (dump, copy):
        file.unlink(missing_ok=True)


def server(store):
    return redis.Redis.from_url(store.url)


def test_they_count_from_one_without_gaps(line):
    assert [take(line) for _ in range(3)] == [1, 2, 3]


def test_each_line_counts_for_itself(line):
    other = make_line("2021-08-10 20:00").pk

    assert [take(line), take(other), take(line)] == [1, 1, 2]


def test_the_ceiling_is_committed_before_a_number_above_it_is_issued(line, store):
    take(line)
    key = numbers.KEY.format(run=numbers.mine.counter.run, line=line)
    server(store).hset(key, "number", BLOCK)

    assert take(line) == BLOCK + 1
    assert Line.objects.get().ceiling == 2 * BLOCK


def test_a_flushed_store_goes_on_behind_every_number_it_issued(line, store):
    before = [take(line) for _ in range(3)]
    server(store).flushall()

    assert before[-1] < take(line) == BLOCK + 1


def test_a_store_brought_back_from_an_old_copy_repeats_nothing(line, store, snapshot):
    issued = [take(line) for _ in range(3)]
    snapshot()
    issued += [take(line) for _ in range(3)]
    snapshot.restore()
    # The copy was read: it knows the line, and nothing of the last three.
    kept = [server(store).hget(key, "number") for key in server(store).scan_iter("waiting:*")]
    assert kept == [b"3"]

    issued += [take(line) for _ in range(3)]

    assert issued == sorted(set(issued))


def test_two_processes_that_raise_the_ceiling_at_once_waste_a_block_and_repeat_nothing(line):
    one, two = Counter(), Counter()
    first, second = numbers.more(line), numbers.more(line)
    two.raise_to(line, second)  # the later block arrives first
    one.raise_to(line, first)

    assert [one.take(line), two.take(line)] == [BLOCK + 1, BLOCK + 2]


def test_blocks_in_order_are_one_run_of_numbers(line):
    one, two = Counter(), Counter()
    first, second = numbers.more(line), numbers.more(line)
    one.raise_to(line, first)
    two.raise_to(line, second)

    assert [two.take(line), one.take(line)] == [1, 2]


def test_a_store_that_is_gone_gives_no_number_and_loses_none(line, store):
    take(line)
    store.stop()
    with pytest.raises(Unavailable):
        take(line)
    with pytest.raises(Unavailable):
        take(line)
    store.start()

    assert take(line) > 1


def test_after_a_restart_the_first_who_asks_has_a_number(line, store):
    take(line)
    store.stop()
    store.start()

    assert take(line) == BLOCK + 1


def test_a_line_that_is_gone_gives_no_number():
    with pytest.raises(Unavailable):
        take(404)


def test_the_store_keeps_one_small_hash_however_many_come(line, store):
    take(line)
    memory = server(store).memory_usage
    (key,) = server(store).scan_iter("waiting:*")
    before = memory(key)
    for _ in range(500):
        take(line)

    assert memory(key) == before
    assert server(store).dbsize() == 1

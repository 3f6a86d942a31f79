"""What may break, each as a block: broken inside it, mended at its end."""

from contextlib import contextmanager, suppress
from datetime import timedelta

import psycopg2
from django.db import connection

from bookings.models import Booking
from tests.processes import await_truth, family, kill

TEN_MINUTES, DAY = timedelta(minutes=10), 24 * 3600


@contextmanager
def a_worker_is_killed(realm):
    realm.workers[0].kill()
    yield
    realm.workers[0].spawn()


@contextmanager
def all_workers_are_killed(realm):
    for worker in realm.workers:
        worker.kill()
    yield
    for worker in realm.workers:
        worker.spawn()


@contextmanager
def beat_is_killed(realm):
    realm.beat.kill()
    yield
    realm.beat.spawn()


@contextmanager
def a_web_worker_is_killed(realm):
    """The server starts another by itself."""
    kill(family(realm.web.child.pid)[-1:])
    yield


@contextmanager
def the_web_server_is_killed(realm):
    realm.web.kill()
    yield
    realm.web.spawn()


@contextmanager
def the_store_is_flushed(realm):
    realm.flush()
    yield
    realm.flush()


@contextmanager
def the_store_is_killed(realm):
    realm.store.kill()
    yield
    realm.store.start()


@contextmanager
def postgresql_is_restarted(realm):
    connection.close()
    realm.postgres.stop()
    yield
    realm.postgres.start()


@contextmanager
def postgresql_is_killed(realm):
    connection.close()
    realm.kill_postgres()
    yield
    realm.postgres.start()


@contextmanager
def no_connection_is_left(realm):
    """Somebody takes all that the database has, those that the portal had too."""
    connection.ensure_connection()
    taken = []
    try:
        while fill(realm.postgres, taken):
            pass
        yield
    finally:
        for each in taken:
            each.close()


def fill(postgres, taken):
    """:returns: how many connections the portal had left, and has no more."""
    with suppress(psycopg2.OperationalError):
        while True:
            taken.append(postgres.connect("portal"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = 'portal' AND pid <> pg_backend_pid() AND NOT pid = ANY(%s)",
            [[each.info.backend_pid for each in taken]],
        )
        return cursor.fetchone()[0]


@contextmanager
def every_bell_rings_twice(realm):
    realm.bells.times, before = 2, realm.bells.carried
    yield
    await_truth(lambda: realm.bells.carried > before)
    realm.bells.times = 1


@contextmanager
def every_bell_is_ten_minutes_late(realm):
    realm.bells.hold()
    yield
    await_truth(lambda: realm.bells.late and Booking.objects.held().exists())
    realm.later(TEN_MINUTES)
    realm.bells.release(TEN_MINUTES)


@contextmanager
def clocks_of_workers_are_stepped(realm):
    """One a day ahead and one a day behind, and nobody sets them right."""
    realm.set_clocks(DAY, -DAY)
    yield


LAZY = {
    "synchronous_commit": "off",
    "wal_writer_delay": "10s",
    "wal_writer_flush_after": "1GB",
}


@contextmanager
def postgresql_is_killed_with_unwritten_work(realm):
    """The control: a database that says "done" before it is on disk."""
    with connection.cursor() as cursor:
        for setting, value in LAZY.items():
            cursor.execute(f"ALTER SYSTEM SET {setting} = '{value}'")
        cursor.execute("SELECT pg_reload_conf()")
    await_truth(lambda: unwritten() > 2**18, seconds=60)
    with postgresql_is_killed(realm):
        yield


def unwritten():
    """The bytes that are in the database's memory alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), pg_current_wal_lsn())")
        return cursor.fetchone()[0]

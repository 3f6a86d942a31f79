"""Races that cannot be won by luck: everybody starts from the same look at the places.

The runners read the slot while its row is locked by the referee; only when all
of them stand at the lock is it opened. So a control without the guard oversells
every time, and a race with the guard means something.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, connections

from tests.processes import await_truth

TABLES = {
    "slot_within_capacity": "clinics_slot",
    "day_within_limit": "clinics_clinicday",
}


def race(calls, *, behind=None, in_turn=False, meanwhile=()):
    """Run calls in threads of their own and return what each returned or raised.

    :param behind: a row, a slot say, or a table's name: locked until the runners stand there.
    :param in_turn: each comes to the row when the one before it stands there. The first who came
        goes first; once it has written, those behind it may overtake one another.
    :param meanwhile: calls that stand nowhere, made while the others do; theirs come last.
    """

    def run(call):
        try:
            return call()
        except Exception as trouble:
            return trouble
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls) + 1) as threads:
        if behind is None:
            return list(threads.map(run, calls))
        with held_back(behind):
            runs = []
            for call in calls:
                runs.append(threads.submit(run, call))
                if in_turn:
                    await_truth(lambda: standing() == len(runs))
            await_truth(lambda: standing() == len(calls))
            said = [threads.submit(run, call).result(60) for call in meanwhile]
        return [each.result() for each in runs] + said


@contextmanager
def held_back(row):
    """Nobody can change this row, or this table, meanwhile; whoever tries stands and waits."""
    referee = connection.copy()
    try:
        referee.set_autocommit(False)
        with referee.cursor() as cursor:
            if isinstance(row, str):
                cursor.execute(f"LOCK TABLE {row} IN EXCLUSIVE MODE")
            else:
                table = row._meta.db_table
                cursor.execute(f"SELECT FROM {table} WHERE id = %s FOR NO KEY UPDATE", [row.pk])
        yield
    finally:
        referee.rollback()
        referee.close()


def standing():
    """How many of this database's sessions wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


def clock_at_the_edge(end):
    """It is a millisecond before this moment, and the moment itself for a call that is ``late``.

    All read one clock, but not at once: of two statements one may begin just before an offer's
    end, and one at it. To be called after ``at``, which puts the real clock back.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz LANGUAGE sql STABLE AS %s",
            [
                f"SELECT timestamptz '{end.isoformat()}' - CASE current_setting('race.late', true)"
                " WHEN 'on' THEN interval '0' ELSE interval '1 ms' END"
            ],
        )


def late(call):
    def run():
        with connection.cursor() as cursor:
            cursor.execute("SET race.late = 'on'")
        return call()

    return run


@contextmanager
def disabled(table, name):
    """Take a trigger away, for a control."""
    with connection.cursor() as cursor:
        # The whole name: others begin with the same words.
        named = f"^pgtrigger_{name}_[0-9a-f]+$"
        # Other tables have some of the same name.
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname ~ %s",
            [table, named],
        )
        trigger = cursor.fetchone()[0]
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


@contextmanager
def without(guard):
    """Take a guard of the database away, for a control; put it back over emptied tables."""
    with connection.cursor() as cursor:
        if guard in TABLES:
            table = TABLES[guard]
            cursor.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [guard]
            )
            restore = f"ALTER TABLE {table} ADD CONSTRAINT {guard} {cursor.fetchone()[0]}"
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {guard}")
        else:
            cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [guard])
            restore = cursor.fetchone()[0]
            cursor.execute(f"DROP INDEX {guard}")
        try:
            yield
        finally:
            cursor.execute("TRUNCATE bookings_booking, clinics_slot CASCADE")
            cursor.execute(restore)

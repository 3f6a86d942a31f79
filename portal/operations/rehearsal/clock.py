"""A transaction that never commits, and a clock that stands wherever one wants inside it.

What it locks: the row of ``portal_now()`` in PostgreSQL's catalogue until the end, which only
another replacement of the function waits for; and what one invented person touches (a slot's
and a day's count, the door) for the tenth of a second that their walk takes, since each walk is
undone by itself.
"""

from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction

from accounts import clock

STAND = """
CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS %s
"""


class Unsafe(Exception):
    """The rehearsal could leave something behind, so it does not begin."""


@contextmanager
def undone():
    """A transaction, or a part of one, of which nothing stays."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


@contextmanager
def rehearsing():
    """Everything in this block is undone, whatever happens in it. :func:`stand` works inside.

    :raises Unsafe: when a trial shows that the clock cannot be moved and put back here.
    """
    real = definition()
    with undone():
        with connection.cursor() as cursor:
            # Rather no rehearsal than somebody who waits for one.
            cursor.execute("SET LOCAL lock_timeout = '3s'")
        trial(real)
        yield
    if definition() != real:
        raise Unsafe("portal_now() is not what it was before the rehearsal: look at it now.")


def trial(real):
    if not (connection.features.can_rollback_ddl and connection.in_atomic_block):
        raise Unsafe("This database does not take back what a transaction does to its functions.")
    moment = clock.now().replace(year=2001, month=1, day=1)
    try:
        with undone():
            stand(moment)
            moved = clock.now() == moment
    except DatabaseError as refused:
        raise Unsafe(f"The clock cannot be moved for a rehearsal: {refused}") from refused
    if not moved or definition() != real:
        raise Unsafe("The clock did not move and go back as it should.")


def stand(moment):
    """Let the portal's clock stand at a moment, for this transaction alone.

    :raises Unsafe: outside of :func:`rehearsing`.
    """
    if not connection.in_atomic_block:
        raise Unsafe("The clock stands still in a transaction that is rolled back, or not at all.")
    with connection.cursor() as cursor:
        cursor.execute(STAND, [f"SELECT timestamptz '{moment.isoformat()}'"])


def definition():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('portal_now'::regproc)")
        return cursor.fetchone()[0]

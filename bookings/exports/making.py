"""The work itself: claim a row, have PostgreSQL write its file, and say what became of it."""

import logging
import os
import uuid

from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from accounts.clock import PortalNow
from bookings.models import ReportExport
from bookings.models.exports import FILTERS
from bookings.settling import UNSETTLED

from .files import part, path, room_for
from .formats import FORMATS, Sink, TooManyRows
from .statement import columns, copy, expected, parts
from .watching import Stopped, Watch, running

logger = logging.getLogger(__name__)

State, Failure = ReportExport.State, ReportExport.Failure

#: Of what was written until the moment everything is committed.
SETTLED = f"portal_now() - e.as_of > coalesce({UNSETTLED}, interval '-1 second')"

#: A worker that has shown no pulse for ten seconds is dead.
DEAD = "e.state = 'running' AND e.seen_at < portal_now() - interval '10 seconds'"

CLAIM = f"""
UPDATE bookings_reportexport
SET state = 'running', run = %s, tries = tries + 1, rows = 0, bytes = NULL, seen_at = portal_now()
WHERE id = (
    SELECT e.id FROM bookings_reportexport e
    WHERE (e.state = 'queued' OR {DEAD} AND e.tries < 3) AND {SETTLED}
    ORDER BY e.id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id
"""
GIVE_UP = f"""
UPDATE bookings_reportexport e
SET state = 'failed', failure = 'died', ended_at = portal_now() WHERE {DEAD} AND e.tries >= 3
"""

#: For one export: room to sort in, a plan for what is in memory anyhow, and all the time it takes.
PLAN = """SET LOCAL work_mem = '64MB'; SET LOCAL random_page_cost = 1.1;
SET LOCAL statement_timeout = 0; SET LOCAL max_parallel_workers_per_gather = 0"""


def work():
    """Make whichever export waits longest. :returns: whether there was one."""
    export = claim()
    if export is None:
        return False
    with override(export.language):
        make(export)
    return True


def claim():
    with connection.cursor() as cursor:
        cursor.execute(GIVE_UP)
        cursor.execute(CLAIM, [uuid.uuid4()])
        claimed = cursor.fetchone()
    return claimed and ReportExport.objects.select_related(*FILTERS).get(pk=claimed[0])


def make(export):
    """Write its file, unless somebody stops it. Whatever happens, the row says so."""
    try:
        with room_for(export) as room:
            keep(export, room, write(export, room))
    except Stopped:
        logger.info("Export %d was stopped", export.pk)
    except TooManyRows:
        fail(export, Failure.ROWS)
    except OSError:
        logger.exception("The folder of export %d", export.pk)
        fail(export, Failure.DISK)
    except DatabaseError:
        logger.exception("The database broke export %d off", export.pk)
        fail(export, Failure.DATABASE)
    except Exception:
        logger.exception("Export %d failed", export.pk)
        fail(export, Failure.TROUBLE)


def write(export, room):
    """:returns: the fields of the row that tell what was written."""
    with connection.cursor() as cursor:
        running(export).update(expected=expected(cursor, export))
    with part(room).open("xb") as file, Watch(export, file, connection.connection) as watch:
        sink = Sink(file, watch.check)
        try:
            with connection.cursor() as cursor:
                fill(cursor, export, sink, watch, room)
        except DatabaseError:
            watch.check()
            raise
        sink.flush()
        os.fsync(file.fileno())
    watch.check()
    return {"rows": watch.rows, "bytes": sink.bytes, "sha256": sink.sum.hexdigest()}


def fill(cursor, export, sink, watch, room):
    file = FORMATS[export.format](sink, columns(export), export.as_of, room)
    for span in parts(cursor, export):
        sink.check()  # who cancels between two statements finds none to break off
        with transaction.atomic():
            cursor.execute(PLAN)
            pour(cursor, copy(cursor, export, *span), Counted(file.write, watch))
    file.close()


def pour(cursor, sql, into):
    try:
        with connection.wrap_database_errors:
            cursor.copy_expert(sql, into)
    except Exception:
        # Or the driver would read the rows that are left before it rolls back.
        cursor.connection.cancel()
        raise


class Counted:
    """What PostgreSQL's driver writes to, a row at a time."""

    def __init__(self, take, watch):
        self.take, self.watch = take, watch

    def write(self, row):
        self.watch.rows += 1
        self.take(row)


def keep(export, room, written):
    """Put the whole file where it is fetched from, and say so; or neither."""
    whole = path(export)
    os.replace(part(room), whole)
    done = running(export).update(state=State.DONE, ended_at=PortalNow(), **written)
    if not done:
        whole.unlink(missing_ok=True)
        raise Stopped


def fail(export, failure):
    running(export).update(state=State.FAILED, failure=failure, ended_at=PortalNow())

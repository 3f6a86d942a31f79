"""Beside the statement that writes an export: tell how far it is, and break it off when told to."""

import logging
from threading import Event, Thread

from django.db import connections

from accounts.clock import PortalNow
from bookings.models import ReportExport

logger = logging.getLogger(__name__)

#: Seconds between two looks. An asker who cancels is obeyed after this and a bit.
PULSE = 0.5


class Stopped(Exception):
    """Somebody cancelled it, or took it for dead and gave it to another worker."""


class Watch(Thread):
    """Writes down twice a second how many rows there are. ``with Watch(export) as watch:``"""

    def __init__(self, export, database):
        """:param database: the connection that the rows come over; it is what is broken off."""
        super().__init__(daemon=True)
        self.mine = running(export)
        self.database, self.rows = database, 0
        self.over, self.stopped = Event(), False

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *trouble):
        self.over.set()
        self.join()

    def run(self):
        try:
            while not self.over.wait(PULSE):
                if not self.mine.update(rows=self.rows, seen_at=PortalNow()):
                    self.stopped = True
                    self.database.cancel()
                    return
        except Exception:  # without its pulse the export is given to another worker
            logger.exception("Nobody watches an export any more")
        finally:
            connections.close_all()

    def check(self):
        if self.stopped:
            raise Stopped


def running(export):
    """The row, as long as this worker is the one that makes it."""
    state = ReportExport.State.RUNNING
    return ReportExport.objects.filter(pk=export.pk, run=export.run, state=state)

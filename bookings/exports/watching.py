"""Beside the statement that writes an export: tell how far it is, and break it off when told to."""

import logging
import os
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from django.db import connections

from accounts.clock import PortalNow
from bookings.models import ReportExport

logger = logging.getLogger(__name__)

#: Seconds between two looks. An asker who cancels is obeyed after this and a bit.
PULSE = 0.4


class Stopped(Exception):
    """Somebody cancelled it, or took it for dead and gave it to another worker."""


class Watch(Thread):
    """Writes down every moment how far it is: ``with Watch(export, file, database) as watch:``

    Rows, and what they take on the disk: a workbook is put together when its last row is there.
    """

    def __init__(self, export, file, database):
        """
        :param file: what is written, in a folder of its own.
        :param database: the connection that the rows come over; it is what is broken off.
        """
        super().__init__(daemon=True)
        self.mine, self.file = running(export), file
        self.database, self.rows = database, 0
        self.over, self.trouble = Event(), None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *trouble):
        self.over.set()
        self.join()

    def run(self):
        try:
            while not self.over.wait(PULSE):
                self.look()
        except (Stopped, OSError) as trouble:
            self.trouble = trouble
            self.database.cancel()
        except Exception:  # without its pulse the export is given to another worker
            logger.exception("Nobody watches an export any more")
        finally:
            connections.close_all()

    def look(self):
        # Bit by bit: or all of it would be waited for when it is whole.
        os.fdatasync(self.file.fileno())
        if not self.mine.update(rows=self.rows, bytes=self.size(), seen_at=PortalNow()):
            raise Stopped

    def size(self):
        """Bytes that lie in the folder now."""
        sizes = []
        for each in Path(self.file.name).parent.iterdir():
            with suppress(FileNotFoundError):  # one that was put into another
                sizes.append(each.stat().st_size)
        return sum(sizes)

    def check(self):
        """:raises: what it was that broke the export off."""
        if self.trouble:
            raise self.trouble


def running(export):
    """The row, as long as this worker is the one that makes it."""
    state = ReportExport.State.RUNNING
    return ReportExport.objects.filter(pk=export.pk, run=export.run, state=state)

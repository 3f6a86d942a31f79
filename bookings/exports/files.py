"""Where exports lie until they are fetched: one folder that web servers and workers share."""

import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from accounts.clock import PortalNow
from bookings.models import ReportExport

State = ReportExport.State
#: Seconds after which what a dead worker left half written is removed.
ABANDONED = 24 * 3600


def folder():
    path = Path(settings.EXPORTS_FOLDER)
    path.mkdir(mode=0o750, parents=True, exist_ok=True)
    return path


def path(export):
    return folder() / f"{export.pk}-{export.run}.{export.format}"


def room_for(export):
    """A folder in which it is written until it is whole; gone when whoever writes is done."""
    return TemporaryDirectory(prefix=f".{export.pk}-", dir=folder())


def part(room):
    return Path(room) / "part"


def forget():
    """Remove files whose time is over, and what dead workers left. :returns: how many exports."""
    old = ReportExport.objects.filter(
        state=State.DONE, ended_at__lt=PortalNow() - settings.EXPORTS_KEPT
    )
    gone = 0
    for export in old:
        # The row first: nobody is offered a file that is not there.
        if old.filter(pk=export.pk).update(state=State.REMOVED):
            path(export).unlink(missing_ok=True)
            gone += 1
    for left in folder().glob(".*-*"):
        if left.stat().st_mtime < time.time() - ABANDONED:
            shutil.rmtree(left, ignore_errors=True)
    return gone

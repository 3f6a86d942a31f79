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
    sweep()
    return gone


def sweep():
    """Remove what no row names: a worker died while it wrote, or before it could say so."""
    kept = settings.EXPORTS_KEPT.total_seconds()
    for left in folder().iterdir():
        half_written = left.name.startswith(".")
        oldest = time.time() - ABANDONED - (0 if half_written else kept)
        if left.stat().st_mtime > oldest:
            continue
        if half_written:
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)

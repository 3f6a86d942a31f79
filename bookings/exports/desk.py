"""What staff do with exports: ask for one, cancel it, start it again, have one every day."""

import hashlib
import json
from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from accounts.clock import PortalNow, now
from accounts.doorbell import ring
from accounts.models import AccessRecord, StaffMember
from accounts.records import record
from bookings.models import ExportSchedule, ReportExport
from bookings.models.exports import FILTERS, OPEN
from bookings.refusals import Refused
from bookings.reports import REPORTS

from .limits import refuse_daily, refuse_more

State = ReportExport.State
BELL = "bookings.tasks.make_exports"


@transaction.atomic
def ask(staff, *, request=None, as_of=None, **wish):
    """Ask for a file, or find the one that is the same: being made, or of a named moment and made.

    :param as_of: the moment whose state it shows; None is now.
    :param wish: kind, format, filters, language, first, last, named, reason.
    :returns: the export.
    :raises Refused: too many of theirs are under way, or they had enough today.
    """
    StaffMember.objects.select_for_update(no_key=True).get(pk=staff.pk)
    mine = ReportExport.objects.asked_by(staff)
    same = digest(wish | {"as_of": as_of})
    still = OPEN if as_of is None else (*OPEN, State.DONE)
    if found := mine.filter(state__in=still, same=same).first():
        return found
    refuse_more(mine)
    export = ReportExport.objects.create(asked_by=staff, as_of=as_of or now(), same=same, **wish)
    why = f"{export.says}: {export.reason}".removesuffix(": ")
    record(staff, AccessRecord.Act.EXPORT, export, why, request)
    transaction.on_commit(call_workers)
    return export


def digest(wish):
    said = json.dumps(wish, sort_keys=True, default=lambda each: getattr(each, "pk", str(each)))
    return hashlib.sha256(said.encode()).hexdigest()


def call_workers():
    ring(BELL)


def cancel(export):
    """Stop it; whoever is making it stops within a second.

    :raises Refused: it is over already.
    """
    mine = ReportExport.objects.open().filter(pk=export.pk)
    if not mine.update(state=State.CANCELLED, ended_at=PortalNow()):
        raise Refused(_("It is not under way."))


def again(export):
    """Make what failed or was cancelled once more, as of the same moment.

    :raises Refused: it is under way or done, the same was asked for anew, or they had enough today.
    """
    with transaction.atomic():
        StaffMember.objects.select_for_update(no_key=True).get(pk=export.asked_by_id)
        mine = ReportExport.objects.asked_by(export.asked_by_id)
        refuse_more(mine)
        over = mine.filter(pk=export.pk, state__in=(State.FAILED, State.CANCELLED))
        try:
            with transaction.atomic():
                begun = over.update(
                    state=State.QUEUED, failure="", tries=0, ended_at=None, mailed_at=None
                )
        except IntegrityError:
            raise Refused(_("The same is being made already.")) from None
        if not begun:
            raise Refused(_("Only what failed or was cancelled can be started again."))
        transaction.on_commit(call_workers)


def ask_daily(staff, **wish):
    """Have a file made every midnight. :raises Refused: that is so already, or they have enough."""
    try:
        with transaction.atomic():
            StaffMember.objects.select_for_update(no_key=True).get(pk=staff.pk)
            refuse_daily(ExportSchedule.objects.filter(asked_by=staff))
            return ExportSchedule.objects.create(asked_by=staff, **wish)
    except IntegrityError:
        raise Refused(_("You get this every day already.")) from None


def stop_daily(schedule):
    ExportSchedule.objects.filter(pk=schedule.pk).update(active=False)


def ask_for_the_day():
    """The files of the midnight that was last, unless they were asked for before.

    An export of its own moment that nothing can change: asked late, it is the same file.
    """
    today = localdate(now())
    midnight = make_aware(datetime.combine(today, time()))
    due = ExportSchedule.objects.filter(
        active=True, asked_by__is_active=True, asked_at__lt=midnight
    ).exclude(reportexport__as_of=midnight)
    for schedule in due.select_related("asked_by", *FILTERS):
        # Roles change.
        if schedule.asked_by.has_perm(REPORTS[schedule.kind].permission):
            make_daily(schedule, midnight, today - timedelta(days=1))


def make_daily(schedule, midnight, day):
    wish = {
        name: getattr(schedule, name)
        for name in ("kind", "format", *FILTERS, "language", "asked_by")
    }
    days = {"first": day, "last": day} if REPORTS[schedule.kind].days else {}
    same = digest({"schedule": schedule.pk, "as_of": midnight})
    with transaction.atomic():
        export, new = ReportExport.objects.get_or_create(
            schedule=schedule, as_of=midnight, defaults={**wish, **days, "same": same}
        )
        if new:
            record(schedule.asked_by, AccessRecord.Act.EXPORT, export, f"{export.says}: daily")
            transaction.on_commit(call_workers)

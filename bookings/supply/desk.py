"""What staff do with an act: prepare it, look at it, start it, stop it, let it go on."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.clock import PortalNow
from accounts.doorbell import ring
from bookings.models import SupplyAct
from bookings.refusals import Refused

from .preview import preview
from .scope import SHORTAGES, terms

State, Kind = SupplyAct.State, SupplyAct.Kind
BELL = "bookings.tasks.change_supply"

#: For how long what was shown is good enough to start by.
GOOD_FOR = timedelta(hours=1)


def prepare(staff, **what):
    """Write down what happened and whom it concerns. Nothing is done with it yet.

    :param what: fields of :class:`bookings.models.SupplyAct`.
    """
    return look(SupplyAct.objects.create(made_by=staff, **what))


def look(act):
    """Count anew what it would do. :returns: the act."""
    act.preview = preview(act)
    drafts = SupplyAct.objects.filter(pk=act.pk, state=State.DRAFT)
    if not drafts.update(preview=act.preview, previewed_at=PortalNow()):
        raise Refused(_("This was started or discarded before."))
    return act


def start(act, staff):
    """Begin, or go on after a stop; who began it stands in the history of each booking.

    :raises Refused: it is running or over already, or was looked at too long ago.
    """
    with transaction.atomic():
        if again(act):
            transaction.on_commit(call_workers)
            return
        fresh = {"state": State.DRAFT, "previewed_at__gt": PortalNow() - GOOD_FOR}
        begun = SupplyAct.objects.filter(pk=act.pk, **fresh).update(
            state=State.RUNNING, started_by=staff, started_at=PortalNow()
        )
        if not begun:
            refuse(act)
        if act.kind == Kind.DROPOUT or (act.closes and act.kind != Kind.SWAP):
            with connection.cursor() as cursor:
                cursor.execute(SHORTAGES, terms(act))
        transaction.on_commit(call_workers)


def again(act):
    return SupplyAct.objects.filter(pk=act.pk, state=State.STOPPED).update(state=State.RUNNING)


def refuse(act):
    act.refresh_from_db()
    if act.state == State.DRAFT:
        raise Refused(_("What it would do was counted too long ago. Please look again."))
    raise Refused(_("This was started or discarded before."))


def call_workers():
    ring(BELL)


def stop(act, staff):
    """Stop it after the batch under way. What is done stays done; the rest waits.

    :raises Refused: it is not running.
    """
    running = SupplyAct.objects.filter(pk=act.pk, state=State.RUNNING)
    if not running.update(state=State.STOPPED, stopped_by=staff, stopped_at=PortalNow()):
        raise Refused(_("It is not running."))


def discard(act):
    """:raises Refused: it was started."""
    if not SupplyAct.objects.filter(pk=act.pk, state=State.DRAFT).update(state=State.DISCARDED):
        raise Refused(_("This was started or discarded before."))

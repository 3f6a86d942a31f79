"""What staff do with an act: prepare it, look at it, start it, stop it, let it go on."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.clock import PortalNow
from accounts.doorbell import ring
from accounts.signing import signed
from bookings.models import SupplyAct
from bookings.refusals import Refused

from .preview import preview
from .scope import CLOSURES, COUNT, FULL_DAYS, LOWER, SHORTAGES, terms

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


def start(act, staff, seen=None):
    """Begin, or go on after a stop; who began it stands in the history of each booking.

    :param seen: how many bookings the member was shown, where it must still be so many.
    :raises Refused: it is running or over already, was looked at too long ago, or concerns another
        number of bookings by now.
    """
    with signed(staff, act.reason):
        if again(act):
            transaction.on_commit(call_workers)
            return
        fresh = {"state": State.DRAFT, "previewed_at__gt": PortalNow() - GOOD_FOR}
        begun = SupplyAct.objects.filter(pk=act.pk, **fresh).update(
            state=State.RUNNING, started_by=staff, started_at=PortalNow()
        )
        if not begun:
            refuse(act)
        with connection.cursor() as cursor:
            take_no_more(cursor, act)
            if seen is not None and (found := counted(cursor, act)) != seen:
                raise Refused(
                    _("By now %(found)d bookings are concerned, not %(seen)d. Please look again.")
                    % {"found": found, "seen": seen}
                )
        transaction.on_commit(call_workers)


def take_no_more(cursor, act):
    """Nobody new is booked where people are about to leave."""
    if act.kind == Kind.CLOSED:
        cursor.execute(CLOSURES, terms(act))
        cursor.execute(FULL_DAYS, terms(act))
    elif act.kind == Kind.FEWER:
        if act.closes:
            cursor.execute(LOWER, terms(act))
    elif act.kind == Kind.DROPOUT or (act.closes and act.kind != Kind.SWAP):
        cursor.execute(SHORTAGES, terms(act))


def counted(cursor, act):
    """How many bookings it concerns now."""
    cursor.execute(COUNT, terms(act))
    firsts, seconds, _clinics = cursor.fetchone()
    return firsts + seconds


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

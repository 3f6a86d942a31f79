"""Closed days are acts of supply; opening one again is done at once, and moves nobody back."""

from django.utils.translation import gettext as _

from accounts.signing import signed
from accounts.trying import tried
from bookings import supply
from bookings.models import SupplyAct
from bookings.refusals import Refused
from clinics.models import Slot
from clinics.openings import planned

from . import reopening

Kind = SupplyAct.Kind


def close(staff, clinic, first, last, **how):
    """Prepare closing days: those who are booked are counted, and nothing is done yet.

    :param clinic: whose, or None where all clinics close.
    :param how: ``reason``, ``within_km`` and ``placeless`` of a ``SupplyAct``.
    :returns: the act, to be started.
    """
    clinics = [clinic.pk] if clinic else []
    return supply.prepare(
        staff, kind=Kind.CLOSED, clinics=clinics, first_date=first, last_date=last, **how
    )


def move(staff, clinic, times, capacities, *, by_hand, **how):
    """Prepare moving whoever is one too many at some times.

    :param times: with ``pk`` and ``date``; ``capacities`` say how many each takes.
    :param by_hand: whether that is set by hand when it starts; hours have it written already.
    """
    dates = [each.date for each in times]
    return supply.prepare(
        staff,
        kind=Kind.FEWER,
        clinics=[clinic.pk],
        first_date=min(dates),
        last_date=max(dates),
        slots=[each.pk for each in times],
        capacities=capacities,
        closes=by_hand,
        **how,
    )


def returning(closure):
    """How many places a clinic would have again on a day if it were not closed."""
    with tried():
        type(closure).objects.filter(pk=closure.pk).delete()
        capacities, _limits = planned(closure.clinic_id, [closure.date])
    slots = Slot.objects.filter(clinic=closure.clinic_id, places__date=closure.date)
    open_again = [slot for slot in slots if slot.starts_at in capacities]
    return sum(
        capacities[slot.starts_at] if slot.by_hand is None else slot.by_hand for slot in open_again
    )


def moving(closure):
    """Acts that are moving people away from this day."""
    return SupplyAct.objects.running().filter(
        kind=Kind.CLOSED,
        clinics=[closure.clinic_id] if closure.clinic_id else [],
        first_date__lte=closure.date,
        last_date__gte=closure.date,
    )


def lift(staff, closure, reason=""):
    """Let a clinic open on a day on which it was to be closed; what is free is offered by itself.

    :raises Refused: when somebody has done so.
    """
    with signed(staff, reason):
        remove(closure)
        reopening.note(closure.clinic)
    reopening.settle(closure.clinic_id)


def lift_everywhere(staff, closure, reason=""):
    """The same of a day on which every clinic was to be closed; a clinic's own closure stays.

    :raises Refused: when somebody has done so.
    """
    with signed(staff, reason):
        remove(closure)
        moment = reopening.note_all(closure.date)
    reopening.settle_all(closure.date, moment)


def remove(closure):
    if moving(closure).exists():
        raise Refused(_("Those who were booked are still being moved. Please stop that first."))
    deleted, _rows = type(closure).objects.filter(pk=closure.pk).delete()
    if not deleted:
        raise Refused(_("This day was opened again before."))

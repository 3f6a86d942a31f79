"""What happens at the clinic's desk. Each verb is one claim: of two nurses, one is first."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.clock import PortalNow
from accounts.doorbell import ring
from bookings.models import Booking, DoseRecord, WorkItem
from bookings.models.bookings import Status, signature
from bookings.refusals import Refused

from .dosing import count_anew, find_wasted, refuse, was_missed
from .second_dose import arrange


def arrive(booking, staff):
    """Note that somebody stands at the desk. Arrival is a time, not a status."""
    claimed = Booking.objects.filter(
        pk=booking.pk, status=Status.CONFIRMED, arrived_at=None
    ).update(arrived_at=PortalNow(), **signature(staff))
    if not claimed:
        raise Refused(_("The arrival was recorded before, or the booking is no longer expected."))


def take_back_arrival(booking, staff, reason):
    """Expect somebody again who was recorded as arrived by mistake.

    :param reason: why, for the history.
    :raises Refused: without a reason, or when nobody is waiting at the desk by this booking.
    """
    claimed = Booking.objects.filter(
        pk=booking.pk, status=Status.CONFIRMED, arrived_at__isnull=False
    ).update(arrived_at=None, **signature(staff, reason=stated(reason)))
    if not claimed:
        raise Refused(_("There is nothing to correct in this booking."))


def mark_missed(booking, staff):
    """Record that nobody came. A leftover dose goes to the next.

    :raises Refused: it is too early to say so, or the booking is over already.
    """
    claimed = Booking.objects.filter(
        Q(come_by=None, slot__starts_at__lte=PortalNow()) | Q(come_by__lte=PortalNow()),
        pk=booking.pk,
        status=Status.CONFIRMED,
    ).update(status=Status.NO_SHOW, **signature(staff))
    if not claimed:
        raise Refused(_("Only a confirmed booking whose time has come can be marked missed."))
    if booking.come_by:
        ring("bookings.tasks.offer_leftovers")


def correct(booking, staff, reason):
    """Take back a dose or a missed visit that was recorded by mistake; an arrival before it stays.

    :param reason: why, for the history.
    :raises Refused: without a reason, when there is nothing to take back, or when somebody
        marked missed has booked the dose anew.
    """
    reason = stated(reason)
    try:
        with transaction.atomic():
            late = was_missed(booking)
            if booking.come_by:
                count_anew(booking)
            if late and booking.come_by:
                find_wasted(booking)
            take_back(booking, staff, reason)
            if late:
                arrange(booking, WorkItem.Cause.RETURNED)
    except IntegrityError as conflict:
        refuse(conflict)


def stated(reason):
    """:raises Refused: nobody said why."""
    if not reason.strip():
        raise Refused(_("Please say why this is corrected."))
    return reason.strip()


def take_back(booking, staff, reason):
    claimed = Booking.objects.filter(
        pk=booking.pk, status__in=(Status.COMPLETED, Status.NO_SHOW)
    ).update(status=Status.CONFIRMED, **signature(staff, reason=reason))
    if not claimed:
        raise Refused(_("There is nothing to correct in this booking."))
    DoseRecord.objects.filter(booking=booking).delete()

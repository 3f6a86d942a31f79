from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from accounts.clock import PortalNow
from accounts.doorbell import ring
from bookings.models import Booking, WorkItem
from bookings.models.bookings import Status, signature
from bookings.models.limits import limit
from bookings.refusals import Refused, TooLate

from .work import no_longer_needed, put_on_work_list

CANCELLABLE = (Status.HELD, Status.CONFIRMED)


def last_day_to_cancel(booking):
    """The last date on which the citizen can cancel online: vaccines are on their way after it."""
    return booking.slot.places.date - timedelta(days=limit("cancel_until_days"))


def cancel(booking, staff=None, reason="", channel=None):
    """Give a place back, and with a first dose the second that was planned from it. A second
    dose that is cancelled alone is still needed: it goes on the work list.

    Citizens can until ``cancel_until_days`` before, and give a leftover dose back at any time;
    staff, who say why, at any time.

    :param channel: through which it came, of ``Booking.Channel``.
    :raises TooLate: the day is too near; the message names the clinic's telephone.
    :raises Refused: the booking is over already.
    """
    with transaction.atomic():
        # Wait for a worker that is confirming it: only then is its second dose to be seen.
        lock_doses(booking)
        if not Booking.objects.filter(pk=booking.pk, status__in=CANCELLABLE).exists():
            raise Refused(_("This booking can no longer be cancelled."))
        if staff is None and not in_time(booking):
            raise TooLate(
                _("Online cancelling ended on %(day)s. Please telephone the clinic: %(phone)s.")
                % {
                    "day": date_format(last_day_to_cancel(booking)),
                    "phone": booking.slot.clinic.phone,
                }
            )
        Booking.objects.filter(
            Q(pk=booking.pk) | Q(first_dose=booking.pk), status__in=CANCELLABLE
        ).update(status=Status.CANCELLED, **signature(staff, channel, reason))
        no_longer_needed(booking, staff)
        first = booking.first_dose
        if first is not None and first.status in (Status.CONFIRMED, Status.COMPLETED):
            put_on_work_list(first, WorkItem.Cause.CANCELLED)
    if booking.come_by:
        ring("bookings.tasks.offer_leftovers")


def lock_doses(booking):
    """Keep everybody else from both doses of a booking. The first is locked first: whoever puts
    a second on the work list needs the first too."""
    first = booking.first_dose_id or booking.pk
    both = Booking.objects.filter(Q(pk=first) | Q(first_dose=first)).order_by("pk")
    list(both.select_for_update().values_list("pk"))


def in_time(booking):
    """Whether its day is still ``cancel_until_days`` away, by the database's clock. A leftover dose
    that is given back is there for somebody else at once."""
    if booking.come_by:
        return True
    today = TruncDate(PortalNow(), tzinfo=get_default_timezone())
    notice = timedelta(days=limit("cancel_until_days"))
    return Booking.objects.filter(pk=booking.pk, slot__places__date__gte=today + notice).exists()

"""Bookings that one citizen makes for another."""

from django.utils.translation import gettext as _

from accounts.models import Verification
from bookings.models import Mandate
from bookings.models.bookings import Status
from bookings.models.limits import limit
from bookings.obstacles import obstacle
from bookings.proxies.mandates import NOT_FOR_OTHERS, known_to_all
from bookings.references import new_reference
from bookings.refusals import AlreadyBooked, NotNow, NotVerified, Refused
from clinics.models import Slot

from .holding import hold

#: As ``hold_place``, for the subject of a live mandate; its rules stand in the migration.
HOLD = """
SELECT id, reference
FROM hold_place_by_proxy(
    %(verification)s, %(mandate)s, %(slot)s, %(key)s, %(reference)s, %(most)s
)
"""


def book_for_another(verification_id, mandate, slot_id, key):
    """Hold one place for the first dose of the person a mandate names.

    :param verification_id: UUID of the proxy's own proof of identity.
    :param mandate: the :class:`bookings.models.Mandate`.
    :param slot_id: as for :func:`bookings.desk.book`, like ``key``.
    :returns: the booking, with ``id`` and ``reference``.
    :raises Refused: nothing was written; the message says why as far as a proxy may know.
    """
    answers = {
        "verification": verification_id,
        "mandate": mandate.pk,
        "slot": slot_id,
        "key": key,
        "reference": new_reference(),
        "most": limit("proxied_bookings"),
    }
    whose = {"person": mandate.subject_id, "maker__proxy": mandate.proxy_id}
    try:
        return hold(
            HOLD, answers, whose, lambda: explain_refusal(verification_id, mandate, slot_id)
        )
    except AlreadyBooked:
        raise Refused(NOT_FOR_OTHERS) from None


def explain_refusal(verification_id, mandate, slot_id):
    if not Verification.objects.live().filter(pk=verification_id).exists():
        raise NotVerified(_("Please prove who you are again: the time for it has run out."))
    if not Mandate.objects.live().filter(pk=mandate.pk).exists():
        raise NotVerified(_("Please name the person you book for again."))
    most = limit("proxied_bookings")
    if live_ones(mandate.proxy).count() >= most:
        raise Refused(
            _("You have %(most)d bookings for others to come. One person can have no more.")
            % {"most": most}
        )
    slot = Slot.objects.select_related("places", "clinic").filter(pk=slot_id).first()
    if slot is None:
        raise NotNow(_("This time is not part of the booking round. Please choose another."))
    if told := obstacle(known_to_all(mandate.subject), slot):
        raise NotNow(told)
    raise Refused(NOT_FOR_OTHERS)


def live_ones(proxy):
    """First doses to come that a proxy booked for others."""
    return proxy.made.filter(booking__status__in=(Status.HELD, Status.CONFIRMED))

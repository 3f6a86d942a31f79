from contextlib import nullcontext

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.clock import PortalNow
from accounts.doorbell import ring
from accounts.models import Verification
from bookings.models import Booking, Offer, Waitlist
from bookings.refusals import AlreadyBooked, Full, NotNow, NotVerified, TooLate
from bookings.standing import why_not

#: Who looks for the next in line, by kind.
BELLS = {
    Offer.Kind.WAITLIST: "bookings.tasks.offer_places",
    Offer.Kind.LEFTOVER: "bookings.tasks.offer_leftovers",
}
#: One statement; its rules stand in ``migrations/start/line.py`` and ``leftover_rules.py``.
ACCEPT = "SELECT id, reference FROM accept_offer(%(verification)s, %(reference)s)"


def accept(verification_id, reference):
    """Make a booking of an offer, for the verified person it was made to.

    :param verification_id: UUID of the proof of identity; another person's opens nothing.
    :returns: the booking, HELD, with the offer's reference. Accepted twice it is the same one.
    :raises Refused: nothing was written; the message says why.
    """
    answers = {"verification": verification_id, "reference": reference}
    try:
        with (
            transaction.atomic() if connection.in_atomic_block else nullcontext(),
            connection.cursor() as cursor,
        ):
            cursor.execute(ACCEPT, answers)
            row = cursor.fetchone()
    except IntegrityError as conflict:
        match conflict.__cause__.diag.constraint_name:
            case "one_active_booking":
                raise AlreadyBooked(_("You already have a booking for this dose.")) from conflict
            case "slot_within_capacity":
                raise Full(_("The last dose has just been taken.")) from conflict
        raise
    if row is None:
        return accepted_before(verification_id, reference) or explain(verification_id, reference)
    ring("bookings.tasks.confirm_held")
    return Booking.from_db(connection.alias, ["id", "reference"], row)


def accepted_before(verification_id, reference):
    """The booking that this offer became already, if it did."""
    return Booking.objects.filter(
        reference=reference, person__verifications=verification_id
    ).first()


def explain(verification_id, reference):
    """Say why an offer could not be accepted."""
    if not Verification.objects.live().filter(pk=verification_id).exists():
        raise NotVerified(_("Please prove who you are again: the time for it has run out."))
    offers = Offer.objects.filter(reference=reference, person__verifications=verification_id)
    offer = offers.filter(state=Offer.State.OPEN, ends_at__gt=PortalNow()).first()
    if offer and offer.kind == Offer.Kind.LEFTOVER:
        raise NotNow(why_not(offer.person, offer.slot.batch) or _("The last dose is taken."))
    if offer:
        raise NotNow(_("This place can no longer be booked."))
    raise TooLate(_("The time for this offer is over. The place was offered to the next person."))


@transaction.atomic
def decline(offer, leave=False):
    """Give a kept place to the next in line.

    :param leave: whether they leave the waiting list too. Who stays keeps their place in line.
    :raises TooLate: it was decided before, or its time is over.
    """
    list(Waitlist.objects.select_for_update().filter(pk=offer.entry_id))
    declined = Offer.objects.filter(pk=offer.pk, state=Offer.State.OPEN).update(
        state=Offer.State.DECLINED, decided_at=PortalNow()
    )
    if not declined:
        raise TooLate(_("This offer is over already."))
    entries = Waitlist.objects.filter(pk=offer.entry_id, state=Waitlist.State.OFFERED)
    if leave:
        entries.update(state=Waitlist.State.LEFT, ended_at=PortalNow())
    else:
        entries.update(state=Waitlist.State.WAITING)
    transaction.on_commit(lambda: ring(BELLS[offer.kind]))

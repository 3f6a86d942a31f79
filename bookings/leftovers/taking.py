"""A leftover dose without an offer: what remains, for whoever comes first, or at the desk."""

from django.utils.translation import gettext as _

from accounts.models import Call, Verification
from bookings.desk.holding import hold
from bookings.models import LeftoverBatch
from bookings.references import new_reference
from bookings.refusals import Full, NotNow, NotVerified
from bookings.standing import standing, why_not

#: One statement each; their rules stand in ``migrations/start/leftover_rules.py``, and
#: who may have one in ``migrations/second/leftovers.py``.
TAKE = "SELECT id, reference FROM take_leftover(%(proof)s, %(batch)s, %(key)s, %(reference)s)"
HAND_OVER = (
    "SELECT id, reference FROM hand_over_leftover(%(proof)s, %(batch)s, %(key)s, %(reference)s)"
)


def take(verification_id, batch, key):
    """Book a dose that those who waited have had their turn with, for oneself.

    :param verification_id: UUID of the proof of identity.
    :param key: UUID made with the form. The same form sent twice is one booking.
    :returns: the booking, HELD, with ``id`` and ``reference``.
    :raises Refused: nothing was written; the message says why.
    """
    return write(
        TAKE,
        verification_id,
        batch,
        key,
        {"person__verifications": verification_id},
        lambda: explain_taking(verification_id, batch),
    )


def hand_over(call, batch, key):
    """Book a dose that nobody is promised for somebody who stands at the desk.

    :param call: the :class:`accounts.models.Call` that says who it is, and who serves them.
    :returns: the booking, HELD; it is confirmed within seconds, and the dose recorded as any other.
    :raises Refused: nothing was written; the message says why.
    """
    return write(
        HAND_OVER,
        call.pk,
        batch,
        key,
        {"person": call.person_id},
        lambda: explain_handing(call, batch),
    )


def write(statement, proof, batch, key, whose, explain):
    answers = {
        "proof": proof,
        "batch": batch.pk,
        "slot": batch.slot_id,
        "key": key,
        "reference": new_reference(),
    }
    try:
        return hold(statement, answers, whose, explain)
    except Full as full:
        if full.__cause__ is None:
            raise
        raise Full(_("The last dose has just been taken.")) from full


def explain_taking(verification_id, batch):
    verification = (
        Verification.objects.live().select_related("person").filter(pk=verification_id).first()
    )
    if verification is None:
        raise NotVerified(_("Please prove who you are again: the time for it has run out."))
    if not LeftoverBatch.objects.open().filter(pk=batch.pk).exists():
        raise NotNow(_("These doses are no longer offered."))
    if why := why_not(verification.person, batch):
        raise NotNow(why)
    if not LeftoverBatch.objects.exclude(turn_over_at=None).filter(pk=batch.pk).exists():
        raise NotNow(_("These doses are offered first to those who have an alert."))
    raise Full(_("The last dose has just been taken."))


def explain_handing(call, batch):
    if not Call.objects.live().filter(pk=call.pk).exists():
        raise NotVerified(_("Please find the person again: the time for it has run out."))
    if (
        call.door != Call.Door.CLINIC
        or not batch.slot.clinic.staff.filter(pk=call.staff_id).exists()
    ):
        raise NotNow(_("Only the clinic that has the doses can hand them over, at its desk."))
    if why := standing(call.person, batch.campaign_id, batch.vaccine_id).words_for_staff:
        raise NotNow(why)
    if not LeftoverBatch.objects.usable().filter(pk=batch.pk).exists():
        raise NotNow(_("These doses can no longer be given."))
    raise Full(_("Every dose is given, on its way or offered to somebody now."))

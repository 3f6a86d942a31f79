"""Bookings that the call centre and clinics make: the web's rules, and one exception that is
written down."""

from django.utils.translation import gettext as _

from accounts.models import Call
from bookings.eligibility import explain, regardless
from bookings.references import new_reference
from bookings.refusals import NotVerified, Refused

from .holding import explain_to, hold

#: As ``hold_place``, for the person whom a live call names, and at a clinic's desk for places of
#: the clinics of who sits there; its rules stand in the migration.
HOLD = """
SELECT id, reference
FROM hold_place_by_phone(%(call)s, %(slot)s, %(key)s, %(reference)s, %(override)s)
"""


def book_for_caller(call, slot_id, key, override=""):
    """Hold one place for the first dose of a caller, by the rules that hold on the web.

    :param call: the :class:`accounts.models.Call` that says who calls or stands at the desk, and
        who answers.
    :param slot_id: as for :func:`bookings.desk.book`, like ``key``.
    :param override: why the round's window and cohort shall not count. Places, dates, vaccines,
        stopped rounds and one booking a person count always. It is kept only where it mattered.
    :returns: the booking, with ``id`` and ``reference``.
    :raises Refused: nothing was written; the message says why.
    """
    if override and not call.staff.has_perm("bookings.override_round"):
        raise Refused(_("You are not allowed to book outside a round's window."))
    answers = {
        "call": call.pk,
        "slot": slot_id,
        "key": key,
        "reference": new_reference(),
        "override": override,
    }
    return hold(
        HOLD,
        answers,
        whose={"person": call.person_id},
        explain_refusal=lambda: explain_refusal(call, slot_id, override),
    )


def explain_refusal(call, slot_id, override):
    if not Call.objects.live().filter(pk=call.pk).exists():
        raise NotVerified(_("The call has ended. Please find the caller again."))
    explain_to((regardless if override else explain)(call.person), slot_id)

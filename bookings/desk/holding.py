from contextlib import nullcontext

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.doorbell import ring
from accounts.models import Verification
from accounts.prepared import execute
from bookings.eligibility import explain
from bookings.models import Booking
from bookings.references import new_reference
from bookings.refusals import AlreadyBooked, Full, NotNow, NotVerified, OtherAnswers
from clinics.models import Slot

#: One statement and one round trip; its rules stand in ``migrations/start/holding.py``.
HOLD = """
SELECT id, reference
FROM hold_place(%(verification)s, %(slot)s, %(key)s, %(reference)s, %(channel)s)
"""


def book(verification_id, slot_id, key, channel=Booking.Channel.WEB):
    """Hold one place for the first dose of a verified person.

    :param verification_id: UUID of the :class:`accounts.models.Verification` that says who.
    :param slot_id: id of the :class:`clinics.models.Slot` wanted.
    :param key: UUID made with the form. The same form sent twice is one booking.
    :returns: the booking, HELD until a worker confirms or rejects it; only its ``id`` and
        ``reference`` are loaded.
    :raises Refused: nothing was written; the message says why.
    """
    return hold(
        HOLD,
        answers_of(verification_id, slot_id, key, channel),
        whose={"person__verifications": verification_id},
        explain_refusal=lambda: explain_refusal(verification_id, slot_id),
    )


def answers_of(verification_id, slot_id, key, channel):
    return {
        "reference": new_reference(),
        "verification": verification_id,
        "slot": slot_id,
        "key": key,
        "channel": channel,
    }


def book_if(condition, verification_id, slot_id, key):
    """Hold a place as ``book`` does, if a condition holds too. One round trip, and no words.

    :param condition: SQL about ``%(verification)s``, asked before anything is written.
    :returns: the booking, or None when it was not made now, for whatever reason; ``book`` tells.
    """
    answers = answers_of(verification_id, slot_id, key, Booking.Channel.WEB)
    try:
        row = written(f"{HOLD} WHERE (SELECT {condition})", answers)
    except IntegrityError:
        return None
    return row and held(row)


def hold(statement, answers, whose, explain_refusal):
    """Run a statement that holds a place, and find words when it wrote nothing.

    :param answers: what it asks for; the ``slot`` and the form's ``key`` among it.
    :param whose: how to recognise the bookings of the person it is for.
    :param explain_refusal: called to raise the reason.
    """
    try:
        row = written(statement, answers)
    except IntegrityError as conflict:
        return sent_before(whose, answers) or refuse(conflict)
    if row is None:
        return sent_before(whose, answers) or explain_refusal()
    return held(row)


def written(statement, answers):
    # Alone, the statement is its own transaction: no round trips for BEGIN and COMMIT.
    with (
        transaction.atomic() if connection.in_atomic_block else nullcontext(),
        connection.cursor() as cursor,
    ):
        execute(cursor, statement, answers)
        return cursor.fetchone()


def held(row):
    ring("bookings.tasks.confirm_held")
    return Booking.from_db(connection.alias, ["id", "reference"], row)


def sent_before(whose, answers):
    """The booking this very form made already, if it did.

    :raises OtherAnswers: the form was sent before with another slot.
    """
    booking = Booking.objects.filter(**whose, idempotency_key=answers["key"]).first()
    if booking and booking.slot_id != answers["slot"]:
        raise OtherAnswers(
            _("This form was already sent with another time. Please start from your bookings.")
        )
    return booking


def refuse(conflict):
    """Say in the citizen's words which of the database's promises the booking met."""
    match conflict.__cause__.diag.constraint_name:
        case "one_active_booking":
            raise AlreadyBooked(_("You already have a booking for this dose.")) from conflict
        case "slot_within_capacity" | "day_within_limit":
            raise Full(_("The last place at this time has just been taken.")) from conflict
        case "waiting_first":
            words = _("People on the waiting list are offered this place first.")
            raise Full(words) from conflict
    raise conflict


def explain_refusal(verification_id, slot_id):
    """Find out why the statement wrote nothing, in the order in which people can do something."""
    verification = (
        Verification.objects.live().select_related("person").filter(pk=verification_id).first()
    )
    if verification is None:
        raise NotVerified(_("Please prove who you are again: the time for it has run out."))
    explain_to(explain(verification.person), slot_id)


def explain_to(answer, slot_id):
    """:param answer: what the person may do, a :class:`bookings.eligibility.Answer`."""
    if not answer.may_book:
        raise (AlreadyBooked if answer.open else NotNow)(answer.why)
    slot = Slot.objects.select_related("places", "clinic").filter(pk=slot_id).first()
    if slot is None or not any(version.offers(slot) for version in answer.open):
        raise NotNow(_("This time is not part of your booking round. Please choose another."))
    if not (slot.clinic.active and slot.clinic.vaccinates) or slot.starts_at <= answer.now:
        raise NotNow(_("This time can no longer be booked. Please choose another."))
    raise Full(_("This time is full. Please choose another."))

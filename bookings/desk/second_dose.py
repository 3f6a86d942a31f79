"""A place for a second dose that has none: found by the person or by staff, inside the interval."""

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.clock import PortalNow
from bookings import errands
from bookings.models import Booking, WorkItem
from bookings.models.bookings import Status, signature
from bookings.references import new_reference
from bookings.refusals import AlreadyBooked, OtherAnswers, Refused

from .changing import explain, lock
from .holding import refuse
from .work import FOLLOWED, put_on_work_list, resolve

#: Signs what the portal does without being asked.
BY_ITSELF = {"changed_by": None, "changed_via": "system", "change_reason": ""}


def book_second(first, slot_id, key, staff=None, channel=None, reason=""):
    """Book the second dose of a first that is confirmed or given.

    :param first: the booking of the first dose.
    :param slot_id: id of a :class:`clinics.models.Slot` inside the interval.
    :param key: UUID made with the form. The same form sent twice is one booking.
    :returns: the booking, confirmed.
    :raises Refused: nothing was written; the message says why.
    """
    try:
        with transaction.atomic():
            first = lock(first)
            signed = signature(staff, channel, reason)
            return sent_before(first, slot_id, key) or write(
                first, slot_id, key, signed["changed_via"], signed
            )
    except IntegrityError as conflict:
        refuse(conflict)


def sent_before(first, slot_id, key):
    booking = Booking.objects.filter(person=first.person_id, idempotency_key=key).first()
    if booking and booking.slot_id != slot_id:
        raise OtherAnswers(
            _("This form was already sent with another time. Please start from your bookings.")
        )
    return booking


def write(first, slot_id, key, channel, signed):
    errand = errand_of_second(first)
    slot = errand.free().filter(pk=slot_id).first()
    if slot is None:
        explain(errand, errands.slot(slot_id))
    booking = Booking.objects.create(
        reference=new_reference(),
        person_id=first.person_id,
        campaign_id=first.campaign_id,
        round_version_id=first.round_version_id,
        dose=2,
        slot=slot,
        vaccine_id=first.vaccine_id,
        first_dose=first,
        status=Status.CONFIRMED,
        channel=channel,
        idempotency_key=key,
        **signed,
    )
    searches = first.work.filter(kind=WorkItem.Kind.SECOND_DOSE)
    resolve(searches, WorkItem.Outcome.BOOKED, signed["changed_by"], channel=signed["changed_via"])
    return booking


def errand_of_second(first):
    """Where its second dose may be. :raises Refused: there is nothing to be found."""
    if first.dose != 1 or first.status not in FOLLOWED:
        raise Refused(_("There is no first dose for which a second could be booked."))
    errand = errands.to_find_second(first)
    if errand is None:
        raise Refused(_("This vaccine needs no second dose."))
    if first.person.bookings.active().filter(campaign=first.campaign_id, dose=2).exists():
        raise AlreadyBooked(_("You already have a booking for this dose."))
    return errand


def arrange(first, cause):
    """Plan the second dose of a first that has lost it, as the confirmation does; where there is
    no place, staff find one.

    :param cause: of ``WorkItem.Cause``.
    """
    first = lock(first)
    if (
        first.dose != 1
        or first.person.bookings.active().filter(campaign=first.campaign_id, dose=2).exists()
    ):
        return
    errand = errands.to_find_second(first)
    if errand is None:
        return
    planned = errands.second_after(first, first.slot)
    try:
        with transaction.atomic():
            write(first, planned and planned.pk, uuid.uuid4(), first.channel, BY_ITSELF)
    except (IntegrityError, Refused):
        put_on_work_list(first, cause)


def close(item, staff, note, channel=None):
    """Take a second dose off the work list without a place.

    :param note: why; the person reads it on their page.
    :raises Refused: without a reason, or when somebody settled it before.
    """
    if not note.strip():
        raise Refused(_("Please say why."))
    closed = (
        WorkItem.objects.open()
        .filter(pk=item.pk)
        .update(
            resolved_at=PortalNow(),
            resolved_by=staff,
            outcome=WorkItem.Outcome.CLOSED,
            note=note.strip(),
            channel=channel or Booking.Channel.CLINIC,
        )
    )
    if not closed:
        raise Refused(_("Somebody settled this before."))

"""Another time for a booking: the new place is taken and the old one given back in one statement.

The booking stays the same row, so its reference, its code and the link between two doses stay
too, and nothing ever counts it twice. When the new place is gone, nothing has happened.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Case, CharField, Exists, F, Q, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.clock import PortalNow
from bookings import errands
from bookings.models import Booking, WorkItem
from bookings.models.bookings import Status, signature
from bookings.models.limits import limit
from bookings.refusals import Full, NotNow, OtherAnswers, Refused, SecondDoseMoves, TooLate

from .cancelling import in_time, last_day_to_cancel, lock_doses
from .holding import refuse
from .work import put_on_work_list, resolve


def change(booking, slot_id, key, second=None, staff=None, channel=None, reason=""):
    """Move a booking to another slot, and with a first dose the second where it must.

    Citizens can until ``cancel_until_days`` before and ``changes_a_day`` times a day; staff,
    who say why, at any time. The booking's window need not be open: it was admitted already.

    :param slot_id: id of the :class:`clinics.models.Slot` wanted.
    :param key: UUID made with the form. The same form sent twice is one change.
    :param second: id of the slot at which the person was told the second dose will be; None when
        it was said that there is none.
    :returns: the booking as it is now.
    :raises SecondDoseMoves: it would be elsewhere than was told. Nothing was written.
    :raises Refused: nothing was written, the old place is kept; the message says why.
    """
    try:
        with transaction.atomic():
            mine = lock(booking)
            if not sent_before(mine, slot_id, key):
                errand = errand_of_change(mine, staff)
                signed = {"change_key": key, **signature(staff, channel, reason)}
                move(errand, slot_id, second, signed)
                no_longer_short(mine, signed)
    except IntegrityError as conflict:
        refuse(conflict)
    return mine


def lock(booking):
    """The booking as it stands, with all that its errand needs, and nobody else can change it."""
    lock_doses(booking)
    return Booking.objects.select_related(
        "slot__places", "slot__clinic", "slot__group__planned_as", "vaccine",
        "round_version__round", "first_dose__slot__places",
        "first_dose__slot__group__planned_as", "first_dose__vaccine",
    ).get(pk=booking.pk)  # fmt: skip


def sent_before(booking, slot_id, key):
    """Whether this very form moved it already.

    :raises OtherAnswers: it did, to another slot.
    """
    event = booking.events.filter(key=key).first()
    if event and event.new_slot_id != slot_id:
        raise OtherAnswers(
            _("This form was already sent with another time. Please start from your bookings.")
        )
    return event is not None


def refuse_late(booking):
    """:raises Refused: a citizen cannot move this booking any more, or not again today."""
    if not in_time(booking):
        raise TooLate(
            _("Online changes ended on %(day)s. Please telephone the clinic: %(phone)s.")
            % {
                "day": date_format(last_day_to_cancel(booking)),
                "phone": booking.slot.clinic.phone,
            }
        )
    moves = booking.events.filter(
        act="changed", channel=Booking.Channel.WEB, at__gt=PortalNow() - timedelta(days=1)
    )
    most = limit("changes_a_day")
    if moves.count() >= most:
        raise Refused(
            _("You have moved this booking %(times)s times within a day. Please wait a day.")
            % {"times": most}
        )


def move(errand, slot_id, told, signed):
    booking = errand.booking
    slot = errands.slot(slot_id)
    free = errand.free().filter(pk=slot_id)
    if slot is None or not free.exists():
        explain(errand, slot)
    sequel = errands.sequel(booking, slot)
    if sequel.told != told:
        raise SecondDoseMoves(
            _("The place of the second dose has changed meanwhile. Please look at it again.")
        )
    moving, lost = {booking.pk: slot_id}, []
    if sequel.lost:
        lost.append(sequel.second.pk)
    elif not sequel.stays and sequel.second:
        moving[sequel.second.pk] = sequel.slot.pk
    moved = (
        Booking.objects.filter(Exists(free), pk__in=[*moving, *lost])
        .filter(Q(dose=2) | Q(round_version__round__stopped=False))
        .update(
            slot=choice("slot", moving, BigIntegerField()),
            status=choice("status", dict.fromkeys(lost, Status.CANCELLED), CharField()),
            **signed,
        )
    )
    if moved < len(moving) + len(lost):
        explain(errand, slot)
    if lost:
        put_on_work_list(booking, WorkItem.Cause.MOVED)
    booking.slot = slot
    return booking


def no_longer_short(booking, signed):
    """Whoever has another time needs no staff to look for one. A second dose that moved along
    is taken off the list by the next batch of ``bookings.supply``."""
    short = booking.work.filter(kind=WorkItem.Kind.SUPPLY)
    booked = WorkItem.Outcome.BOOKED
    resolve(short, booked, signed["changed_by"], channel=signed["changed_via"])


def choice(field, by_id, output_field):
    """The new value of a field for some rows, ``{id: value}``, and the old one for the others."""
    cases = (When(pk=pk, then=Value(value)) for pk, value in by_id.items())
    return Case(*cases, default=F(field), output_field=output_field)


def errand_of_change(booking, staff=None):
    """Where this booking may be moved to.

    :raises Refused: it cannot be moved, or not by a citizen.
    """
    if booking.come_by:
        raise Refused(_("A leftover dose cannot be moved to another time. You can give it back."))
    if booking.status != Status.CONFIRMED:
        raise Refused(_("Only a confirmed booking can be moved to another time."))
    if booking.dose == 1 and booking.round_version.round.stopped:
        raise NotNow(_("This booking round is stopped for now, so nothing can be moved in it."))
    if staff is None:
        refuse_late(booking)
    errand = errands.to_change(booking)
    if errand is None:
        raise Refused(_("The days of this dose are not known. Please telephone the clinic."))
    return errand


def why_not(errand, slot):
    """In words, why a slot cannot be chosen; empty when it can."""
    if errand.free().filter(pk=slot.pk).exists():
        waited_for = errand.moves and errand.dose == 1 and errands.others_wait(slot)
        return _("People on the waiting list are offered this place first.") if waited_for else ""
    try:
        explain(errand, slot)
    except Refused as refusal:
        return str(refusal)


def explain(errand, slot):
    """:raises Refused: why this slot cannot be chosen."""
    if errand.moves and slot is not None and slot.pk == errand.booking.slot_id:
        raise Refused(_("This is the time that you have already."))
    if (
        slot is None
        or slot.group_id != errand.group.pk
        or not errand.first <= slot.places.date <= errand.last
    ):
        raise NotNow(
            _("This dose can be from %(first)s to %(last)s, with the same vaccine.")
            % {"first": date_format(errand.first), "last": date_format(errand.last)}
        )
    if not errand.slots().filter(pk=slot.pk).exists():
        raise NotNow(_("This time can no longer be booked. Please choose another."))
    raise Full(_("This time is full. Please choose another."))

"""Giving a dose: which vaccine of which lot, where, and by whom.

The lot tells the vaccine. What can never be (a dose more than came, an expired or recalled lot,
another clinic's) the database refuses, whoever writes; here it is said in words.
"""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.clock import now
from bookings.models import Booking, DoseRecord, LeftoverBatch, WorkItem
from bookings.models.bookings import Status, signature
from bookings.refusals import Refused
from clinics import fridge
from clinics.models import Lot

from .cancelling import lock_doses
from .screening import WAITING, check_screening
from .second_dose import arrange


def record_dose(
    booking, staff, vaccine=None, lot=None, site="", given_by=None, on_paper=False, agreed=False
):
    """Record that the dose was given, also to somebody who was marked missed and came late.

    :param vaccine: the product given, where several are possible and no lot is named.
    :param lot: the :class:`clinics.models.Lot` it was taken from; without one the clinic's
        usable lot of the vaccine that expires first.
    :param site: of ``DoseRecord.Site``; the left upper arm unless another is said.
    :param given_by: the member of staff who gave it, when somebody else records it.
    :param on_paper: that the screening questions were asked on paper, where nobody answered them.
    :param agreed: that a doctor looked at what was answered with yes.
    :raises Refused: the booking is not one that can be given a dose, it was already, the lot is
        expired, recalled, empty or of another vaccine, or the screening is not done.
    """
    try:
        with transaction.atomic():
            late = was_missed(booking)
            if late and booking.come_by:
                find_wasted(booking)
            expect(booking)
            screened = check_screening(booking, staff, on_paper, agreed)
            give(booking, staff, vaccine, lot, site, given_by, screened)
            if late:
                arrange(booking, WorkItem.Cause.RETURNED)
    except IntegrityError as conflict:
        refuse(conflict, lot)


@transaction.atomic
def record_dose_of_new_lot(booking, staff, vaccine, new, **how):
    """Receive one vial of a lot that the clinic does not have yet, and record a dose of it.

    :param new: ``number``, ``expires_on`` and ``doses_per_vial`` of the lot.
    :param how: what else :func:`record_dose` is told.
    :raises Refused: as both do; then neither happened.
    """
    lot = fridge.receive(booking.slot.clinic, staff, vaccine, **new, vials=1)
    record_dose(booking, staff, lot=lot, **how)


def was_missed(booking):
    """Whether it is marked missed, and nobody else changes that or its second dose meanwhile."""
    lock_doses(booking)
    return Booking.objects.filter(pk=booking.pk, status=Status.NO_SHOW).exists()


def find_wasted(booking):
    """Whoever came late for a leftover dose gets one that was written off, if all others went."""
    LeftoverBatch.objects.filter(
        slot=booking.slot_id, slot__taken__gte=F("slot__capacity"), wasted__gt=0
    ).update(wasted=F("wasted") - 1)


def count_anew(booking):
    """Leftover doses that were accounted for are not while one of them is taken back: their batch
    is on the clinic's list again until it is known what became of it."""
    state = LeftoverBatch.State
    LeftoverBatch.objects.filter(slot=booking.slot_id, state=state.ENDED).update(
        state=state.STOPPED, ended_at=None
    )


def expect(booking):
    """The booking is locked: it stays as it is found here."""
    if not Booking.objects.filter(pk=booking.pk, status__in=WAITING).exists():
        raise Refused(_("This booking is not waiting for a dose."))


def give(booking, staff, vaccine, lot, site, given_by, screened):
    day = timezone.localdate(now())
    lot = lot or nearest(booking, day, vaccine)
    if lot is None:
        raise Refused(
            _("The clinic has no usable lot of this vaccine. Please receive it, or name the lot.")
        )
    if not fits(lot, booking, vaccine):
        raise Refused(
            _("Lot %(lot)s is %(vaccine)s, and the booking is for another vaccine.")
            % {"lot": lot, "vaccine": lot.vaccine}
        )
    Booking.objects.filter(pk=booking.pk).update(
        status=Status.COMPLETED, vaccine=lot.vaccine, **signature(staff)
    )
    DoseRecord.objects.create(
        person_id=booking.person_id,
        campaign_id=booking.campaign_id,
        dose=booking.dose,
        vaccine=lot.vaccine,
        booking=booking,
        lot=lot,
        site=site or DoseRecord.Site.LEFT_ARM,
        given_by=given_by or staff,
        screened=screened,
        given_on=day,
    )


def usable_lots(booking, day, vaccine=None):
    """The lots of its clinic that a booking can be given on a day, the first to expire first."""
    lots = Lot.objects.filter(clinic=booking.slot.clinic_id).select_related("vaccine")
    if vaccine or booking.vaccine_id:
        lots = lots.filter(vaccine=vaccine or booking.vaccine_id)
    return lots.filter(vaccine__group=booking.slot.group_id).usable(day)


def nearest(booking, day, vaccine=None):
    return usable_lots(booking, day, vaccine).first()


def fits(lot, booking, vaccine=None):
    """Whether a lot is of the vaccine said, else of the booking's, else of its group."""
    wanted = vaccine.pk if vaccine else booking.vaccine_id
    if wanted:
        return lot.vaccine_id == wanted
    return lot.vaccine.group_id == booking.slot.group_id


def refuse(conflict, lot=None):
    """Turn what the database refused into words."""
    match conflict.__cause__.diag.constraint_name:
        case "lot_within_what_came":
            words = _("No dose is left in this lot. Please choose another.")
        case "lot_not_expired":
            words = fridge.expired(lot.expires_on) if lot else _("This lot has expired.")
        case "lot_not_recalled":
            words = _("This lot is recalled. Nobody may be given it.")
        case "lot_of_the_clinic":
            words = _("This lot is not at this clinic.")
        case "slot_within_capacity":
            words = _("This leftover dose has gone to somebody else.")
        case _:
            words = _("This dose was already given, or is booked anew.")
    raise Refused(words) from conflict

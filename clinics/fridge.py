"""What happens at the refrigerator. Each verb writes a row of the ledger; its trigger counts."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.clock import PortalNow, now
from accounts.refusals import Refused
from clinics.models import Lot, LotRecall, StockEntry

Kind = StockEntry.Kind


@transaction.atomic
def receive(
    clinic, staff, vaccine, number, expires_on, doses_per_vial, vials, kind=Kind.RECEIVED, note=""
):
    """Put vials of a lot into a clinic's refrigerator.

    :param kind: ``RECEIVED``, or ``BROUGHT`` from another clinic.
    :returns: the lot, new or known.
    :raises Refused: it is expired or recalled, or the lot is known with other properties.
    """
    if expires_on < timezone.localdate(now()):
        raise Refused(expired(expires_on))
    lot, new = Lot.objects.get_or_create(
        clinic=clinic,
        vaccine=vaccine,
        number=number,
        defaults={"expires_on": expires_on, "doses_per_vial": doses_per_vial},
    )
    if not new and (lot.expires_on, lot.doses_per_vial) != (expires_on, doses_per_vial):
        raise Refused(
            _(
                "Lot %(lot)s is known as expiring on %(day)s with %(doses)d doses per vial. "
                "Please look at the vial again, or correct the lot first."
            )
            % {"lot": lot, "day": iso(lot.expires_on), "doses": lot.doses_per_vial}
        )
    if Lot.objects.with_recalls().get(pk=lot.pk).recalled:
        raise Refused(recalled(lot))
    write(lot, staff, kind, vials * lot.doses_per_vial, note=note)
    return lot


def waste(lot, staff, doses, reason, note=""):
    """Throw doses away, or take back what was noted by mistake.

    :param doses: how many; less than nothing takes back, and needs a note.
    :param reason: of ``StockEntry.Waste``.
    :raises Refused: there are not so many.
    """
    if not note.strip() and (doses < 0 or reason == StockEntry.Waste.OTHER):
        raise Refused(_("Please say why."))
    write(lot, staff, Kind.WASTED, doses, reason=reason, note=note)


def send(lot, staff, doses, note):
    """Hand doses to another clinic, which receives them itself.

    :param note: to which.
    :raises Refused: there are not so many.
    """
    if not note.strip():
        raise Refused(_("Please say to which clinic."))
    write(lot, staff, Kind.SENT, -doses, note=note)


@transaction.atomic
def count(lot, staff, doses, note):
    """Say how many doses are really there; the difference is written down.

    :param doses: how many were counted.
    """
    if not note.strip():
        raise Refused(_("Please say who counted, or what was wrong."))
    lot = Lot.objects.select_for_update(no_key=True).get(pk=lot.pk)
    write(lot, staff, Kind.COUNTED, doses - lot.left, note=note)


@transaction.atomic
def correct_expiry(lot, staff, expires_on, note):
    """Put right a date that was mistyped; the old one stays in the ledger."""
    if not note.strip():
        raise Refused(_("Please say why."))
    lot = Lot.objects.select_for_update(no_key=True).get(pk=lot.pk)
    note = f"{iso(lot.expires_on)} → {iso(expires_on)}: {note.strip()}"
    Lot.objects.filter(pk=lot.pk).update(expires_on=expires_on)
    write(lot, staff, Kind.EXPIRY, 0, note=note[:200])


@transaction.atomic
def recall(vaccine, number, staff, reason):
    """Let nobody be given a lot any more, at any clinic.

    :raises Refused: without a reason, or when it is recalled already.
    """
    if not reason.strip():
        raise Refused(_("Please say why."))
    # Whoever is just giving a dose of it has the lot's row: the recall waits, or the dose does.
    lots = Lot.objects.filter(vaccine=vaccine, number=number).order_by("pk")
    list(lots.select_for_update(no_key=True).values_list("pk"))
    try:
        with transaction.atomic():
            LotRecall.objects.create(
                vaccine=vaccine, number=number, staff=staff, reason=reason.strip()
            )
    except IntegrityError as conflict:
        raise Refused(_("This lot is recalled already.")) from conflict


def end_recall(vaccine, number, staff):
    """:raises Refused: it is not recalled."""
    recalls = LotRecall.objects.in_force().filter(vaccine=vaccine, number=number)
    if not recalls.update(ended_at=PortalNow(), ended_by=staff):
        raise Refused(_("This lot is not recalled."))


def write(lot, staff, kind, doses, reason="", note=""):
    try:
        with transaction.atomic():
            StockEntry.objects.create(
                lot=lot, staff=staff, kind=kind, doses=doses, reason=reason, note=note.strip()
            )
    except IntegrityError as conflict:
        if conflict.__cause__.diag.constraint_name != "lot_within_what_came":
            raise
        lot.refresh_from_db()
        raise Refused(too_few(lot)) from conflict


def too_few(lot):
    return ngettext(
        "Only %(left)d dose of lot %(lot)s is left.",
        "Only %(left)d doses of lot %(lot)s are left.",
        lot.left,
    ) % {"left": lot.left, "lot": lot}


def expired(day):
    return _("This lot expired on %(day)s. Nobody may be given it.") % {"day": iso(day)}


def recalled(lot):
    return _("Lot %(lot)s is recalled. Nobody may be given it.") % {"lot": lot}


def iso(day):
    return date_format(day, "Y-m-d")

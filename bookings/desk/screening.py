"""What somebody says of their health before a dose."""

import json
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.clock import PortalNow, now
from bookings.models import Booking, DoseRecord, Screening
from bookings.models.bookings import Status
from bookings.refusals import Refused

from .cancelling import lock_doses

#: Statuses in which somebody is still to be given the dose.
WAITING = (Status.CONFIRMED, Status.NO_SHOW)


def screening_opens(booking):
    """The day from which the questions can be answered: fever today is not fever next month."""
    return booking.slot.places.date - timedelta(days=1)


@transaction.atomic
def answer(booking, version, yes, details="", staff=None):
    """Keep the answers, instead of any that were given before.

    :param version: name of the questions asked.
    :param yes: codes of the questions that were answered with yes.
    :param details: what they said in their own words.
    :param staff: who asked at the desk; None when the citizen answers alone, which is possible
        from the day before.
    :raises Refused: it is too early, or the dose was given or cancelled.
    """
    lock_doses(booking)
    if not Booking.objects.filter(pk=booking.pk, status__in=WAITING).exists():
        raise Refused(_("This booking is not waiting for a dose."))
    opens = screening_opens(booking)
    if staff is None and localdate(now()) < opens:
        raise Refused(
            _("The questions can be answered from %(day)s on.") % {"day": date_format(opens)}
        )
    sealed = json.dumps({"yes": sorted(yes), "details": details.strip()}, ensure_ascii=False)
    Screening.objects.update_or_create(
        booking=booking,
        defaults={
            "version": version, "sealed": sealed, "answered_at": PortalNow(), "staff": staff,
            "agreed_by": None, "agreed_at": None,
        },
    )  # fmt: skip


def agree(booking, staff):
    """Note that a doctor looked at the answers, and that the dose can be given."""
    Screening.objects.filter(booking=booking, agreed_at=None).update(
        agreed_by=staff, agreed_at=PortalNow()
    )


@transaction.atomic
def withdraw(booking):
    """Erase somebody's answers, because they wish so. Once the dose is given they stay: they
    are a part of its record."""
    lock_doses(booking)
    if not DoseRecord.objects.filter(booking=booking).exists():
        Screening.objects.filter(booking=booking).delete()


def forget_screenings():
    """Erase answers as old as the law lets them be kept. :returns: how many."""
    old = PortalNow() - timedelta(days=settings.SCREENING_DAYS)
    return Screening.objects.filter(answered_at__lt=old).delete()[0]


def check_screening(booking, staff, on_paper, agreed):
    """How it was asked, for the record of the dose.

    :param on_paper: whether whoever records it says that it was asked on paper.
    :param agreed: whether they say that a doctor looked at what was answered with yes.
    :raises Refused: nobody asked, or no doctor looked.
    """
    screening = Screening.objects.filter(booking=booking).first()
    if screening is None:
        if not on_paper:
            raise Refused(
                _("The screening questions are not answered. Please ask them, here or on paper.")
            )
        return "paper"
    if screening.for_the_doctor:
        if not agreed:
            raise Refused(
                _("Some answers are yes. A doctor has to look at them before the dose is given.")
            )
        agree(booking, staff)
    return "desk" if screening.staff_id else "web"

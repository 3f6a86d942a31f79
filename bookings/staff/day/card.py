"""The person at the desk: whom the booking is for, what speaks against a dose, what comes next."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.clock import now
from accounts.models import AccessRecord
from accounts.records import record_people
from bookings import errands
from bookings.models import DoseRecord
from bookings.models.bookings import Status
from bookings.staff.dosing import DoseForm
from bookings.staff.forms import ArrivalForm, CorrectionForm, MissedForm
from bookings.staff.pages import days_work, render_page, staff_page

from .board import stage
from .forms import FindForm
from .pages import MAY, day_of, desk_page, their_booking

ACTS = {"arrived": ArrivalForm, "vaccinated": DoseForm, "missed": MissedForm}
#: What can be given a dose, and what can be taken back.
GIVABLE, DONE = (Status.CONFIRMED, Status.NO_SHOW), ("arrived", Status.COMPLETED, Status.NO_SHOW)


@desk_page
@require_safe
def card(request, reference):
    """One person, and the next thing to record about them."""
    booking = their_booking(request, reference)
    return render_card(request, booking)


def card_of(booking):
    return reverse("staff-card", args=[booking.reference])


def render_card(request, booking, sent=None):
    """:param sent: a form that was refused, to be shown again with its errors."""
    moment = now()
    today = localdate(moment)
    # Whoever has the person of today before them asks for the name by opening the card.
    routine = days_work(request, booking.slot.places.date == today)
    act = AccessRecord.Act.REVEAL if routine else AccessRecord.Act.VIEW
    record_people(request, [booking.person_id], act)
    booking.stage = stage(booking)
    context = {
        "title": _("At the desk"),
        "booking": booking,
        "warnings": list(warnings(booking, today)),
        "today": today,
        "routine": routine,
        "find": FindForm(),
        "sent": sent,
        "dose": DoseForm(booking, staff=request.user) if booking.status in GIVABLE else None,
        "undo": CorrectionForm(booking) if booking.stage in DONE else None,
        "missed": booking.status == Status.CONFIRMED and booking.when <= moment,
        "back": day_of(booking),
    }
    for name, form_of in (("dose", DoseForm), ("undo", CorrectionForm)):
        if context[name] and isinstance(sent, form_of):
            context[name] = sent
    return render_page(request, "staff/card.html", context)


def warnings(booking, today):
    """What a nurse should know before she records anything, in words."""
    day = booking.slot.places.date
    if booking.status not in (*GIVABLE, Status.COMPLETED):
        yield _("This booking is %(status)s.") % {"status": booking.get_status_display()}
        return
    if booking.status == Status.NO_SHOW:
        yield _("Marked as missed. Whoever came late can still be given the dose.")
    given = DoseRecord.objects.filter(
        person=booking.person, campaign=booking.campaign_id, dose=booking.dose
    ).first()
    if given:
        yield _("Dose %(dose)d was already given, on %(day)s.") % {
            "dose": booking.dose,
            "day": date_format(given.given_on),
        }
        return
    if day != today:
        yield _("Not today: booked for %(day)s.") % {"day": date_format(day)}
    if booking.dose == 2:
        yield from too_early(booking, today)


def too_early(booking, today):
    first = booking.first_dose
    if first.status != Status.COMPLETED:
        yield _("The first dose was not recorded as given.")
    days = errands.second_dose_days(first)
    if days and today < days[0]:
        yield _("Too early for the second dose: from %(day)s on.") % {"day": date_format(days[0])}


@staff_page(MAY)
@require_POST
def attend(request, reference, act):
    """Record that somebody arrived, was vaccinated or did not come."""
    booking = their_booking(request, reference)
    form = ACTS[act](booking, request.POST, staff=request.user)
    if form.is_valid() and form.save(request.user):
        messages.success(request, _("Recorded for %(reference)s.") % {"reference": reference})
    elif act == "vaccinated" and "card" in request.POST:
        return render_card(request, their_booking(request, reference), form)
    for errors in form.errors.values():
        messages.error(request, f"{reference}: {errors[0]}")
    return redirect(card_of(booking) if "card" in request.POST else day_of(booking))


@desk_page
def correct(request, reference):
    """Take back what was recorded by mistake, with the reason."""
    booking = their_booking(request, reference)
    form = CorrectionForm(booking, request.POST or None)
    if form.is_valid() and form.save(request.user):
        messages.success(request, _("Corrected: %(reference)s.") % {"reference": reference})
        return redirect(card_of(booking))
    return render_card(request, booking, form)

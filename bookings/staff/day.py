"""The clinic's day: who comes when, and what happened. The one place that shows names."""

from collections import Counter

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.clock import now
from accounts.models import AccessRecord, Person
from accounts.records import record
from bookings.models import Booking
from clinics.models import Clinic, Vaccine

from .dosing import DoseForm
from .forms import ArrivalForm, CorrectionForm, DayForm, MissedForm
from .pages import render_page, staff_page

ACTS = {"arrived": ArrivalForm, "vaccinated": DoseForm, "missed": MissedForm}


@staff_page("bookings.attend_booking")
@require_safe
def day(request):
    """A clinic's bookings of a day by time; before anybody chooses, the first clinic's today."""
    clinics = Clinic.objects.staffed_by(request.user).order_by("name")
    answers = request.GET.dict()
    if not {"clinic", "date"} <= answers.keys():
        answers = {"clinic": clinics.first(), "date": localdate(now()), **answers}
    form = DayForm(clinics, answers)
    bookings = expected(request, **form.cleaned_data) if form.is_valid() else []
    context = {
        "title": _("Day list"),
        "form": form,
        "bookings": bookings,
        "counts": Counter(booking.status for booking in bookings),
        "arrived": sum(1 for booking in bookings if booking.arrived_at),
    }
    return render_page(request, "staff/day.html", context)


def expected(request, clinic, date):
    """The day's bookings with whom they are for, which is written down first."""
    bookings = list(
        Booking.objects.on(date)
        .counted()
        .filter(slot__clinic=clinic)
        .select_related("person", "slot__group", "vaccine", "screening")
        .order_by("slot__starts_at", "reference")
    )
    people = Person.objects.filter(pk__in=[booking.person_id for booking in bookings])
    if bookings:
        record(request.user, AccessRecord.Act.VIEW, people, request=request)
    products = products_of({booking.slot.group_id for booking in bookings})
    for booking in bookings:
        booking.products = [booking.vaccine] if booking.vaccine else products[booking.slot.group_id]
    return bookings


def products_of(groups):
    """The vaccines of each group, for the nurse to say which one was given."""
    products = {group: [] for group in groups}
    for vaccine in Vaccine.objects.filter(group__in=groups):
        products[vaccine.group_id].append(vaccine)
    return products


@staff_page("bookings.attend_booking")
@require_POST
def attend(request, reference, act):
    """Record that somebody arrived, was vaccinated or did not come."""
    booking = their_booking(request, reference)
    form = ACTS[act](booking, request.POST, staff=request.user)
    if form.is_valid() and form.save(request.user):
        messages.success(request, _("Recorded for %(reference)s.") % {"reference": reference})
    for errors in form.errors.values():
        messages.error(request, f"{reference}: {errors[0]}")
    return redirect(day_of(booking))


@staff_page("bookings.attend_booking")
def correct(request, reference):
    """Take back what was recorded by mistake, with the reason."""
    booking = their_booking(request, reference)
    form = CorrectionForm(booking, request.POST or None)
    if form.is_valid() and form.save(request.user):
        messages.success(request, _("Corrected: %(reference)s.") % {"reference": reference})
        return redirect(day_of(booking))
    record(request.user, AccessRecord.Act.VIEW, booking.person, request=request)
    context = {"title": _("Correct"), "form": form, "booking": booking, "back": day_of(booking)}
    return render_page(request, "staff/correct.html", context)


def their_booking(request, reference):
    """The booking at one of this member's own clinics; another clinic's is a 404."""
    return get_object_or_404(
        Booking.objects.select_related("person", "slot__places", "screening", "vaccine"),
        reference=reference,
        slot__clinic__in=Clinic.objects.staffed_by(request.user),
    )


def day_of(booking):
    query = QueryDict(mutable=True)
    query.update({"clinic": booking.slot.clinic_id, "date": booking.slot.places.date.isoformat()})
    return f"{reverse('staff-day')}?{query.urlencode()}#{booking.reference}"

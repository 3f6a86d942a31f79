from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.clock import PortalNow, now
from accounts.onward import sent_from
from accounts.records import record_people
from bookings import leftovers
from bookings.models import Booking, LeftoverBatch
from bookings.staff.clinics import ClinicForm
from bookings.staff.pages import days_work, render_page, staff_page
from bookings.staff.todo import MOST
from clinics.models import Clinic

from .forms import CountForm, PublishForm, StopForm, UntilForm, WasteForm

VERBS = {"count": CountForm, "until": UntilForm, "waste": WasteForm, "stop": StopForm}
PAGE = 100
#: For how long what is accounted for stays on the list.
SHOWN = timedelta(days=2)

MAY = "bookings.manage_leftovers"
leftovers_page = staff_page(MAY)


def theirs(request):
    """Batches of the clinics that name this member of staff; another's is a 404."""
    batches = LeftoverBatch.objects.staffed_by(request.user).with_figures()
    return batches.select_related("slot__clinic", "vaccine")


@leftovers_page
@require_http_methods(["GET", "HEAD", "POST"])
def batches(request):
    """What is left today, and a form to publish more."""
    clinics = Clinic.objects.staffed_by(request.user).bookable()
    which = ClinicForm(clinics, request.GET.dict())
    form = PublishForm(which, request.POST if request.method == "POST" else None)
    if form.is_valid() and (batch := form.save(request.user)):
        messages.success(request, _("Published. Those who wait are told now."))
        return redirect("staff-leftover", batch.pk)
    lately = Q(usable_until__gt=PortalNow() - SHOWN)
    rows = theirs(request).filter(lately | ~Q(state=LeftoverBatch.State.ENDED)).order_by("-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Leftover doses"),
        "which": which,
        "form": form,
        "page": page,
        "overdue": leftovers.overdue(Clinic.objects.staffed_by(request.user))[: MOST + 1].count(),
    }
    return render_page(request, "staff/leftovers/batches.html", context)


@leftovers_page
@require_safe
def batch(request, pk):
    """Where its doses are, and who comes until when."""
    batch = get_object_or_404(theirs(request), pk=pk)
    bookings = list(coming(batch))
    people = [booking.person_id for booking in bookings]
    record_people(request, people)
    context = {
        "title": _("Leftover doses"),
        "batch": batch,
        "overdue": batch.overdue,
        "bookings": bookings,
        "people": people,
        "routine": days_work(request, localdate(batch.slot.starts_at) == localdate(now())),
        "count": CountForm(batch, initial={"doses": batch.published}),
        "until": UntilForm(batch, initial={"until": localtime(batch.usable_until)}),
        "waste": WasteForm(batch, auto_id="waste_%s"),
    }
    return render_page(request, "staff/leftovers/batch.html", context)


def coming(batch):
    bookings = Booking.objects.counted().filter(slot=batch.slot_id)
    return bookings.select_related("person", "vaccine", "screening").order_by("come_by", "pk")


@leftovers_page
@sent_from("staff-leftover", "pk")
def settle(request, pk, verb):
    """Change the count or the time, write doses off, or stop."""
    batch = get_object_or_404(theirs(request), pk=pk)
    form = VERBS[verb](batch, request.POST)
    if form.is_valid() and form.save(request.user):
        messages.success(request, _("Done."))
    for name, errors in form.errors.items():
        field = form.fields.get(name)
        messages.error(request, f"{field.label}: {errors[0]}" if field else errors[0])
    return redirect("staff-leftover", pk)

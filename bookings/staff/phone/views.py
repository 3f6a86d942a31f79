from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import callers
from accounts.models import Call
from bookings.eligibility import explain, regardless
from bookings.forms import SlotForm
from bookings.models import Booking
from bookings.obstacles import instead, obstacle
from bookings.staff.leftovers.handing import at_hand
from bookings.staff.pages import render_page, staff_page
from clinics import views as places
from clinics.models import Slot

from .forms import CallBookingForm, CallerForm, CancelForm, OverrideForm, WalkInForm
from .pages import MAY, START, bookings_of, clinics_of, during_call, render_call

LOOK_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def asking(form_of, title):
    """The page that asks who somebody is, who comes by the form's door."""

    @sensitive_post_parameters()
    @staff_page(MAY[form_of.door])
    @LOOK_OR_SEND
    def start(request):
        form = form_of(request.POST if request.method == "POST" else None)
        if form.is_valid() and (call := form.save(request)):
            return redirect("staff-call", call.pk)
        return render_page(request, "staff/phone/start.html", {"title": title, "form": form})

    return start


start = asking(CallerForm, gettext_lazy("Telephone"))
walk_in = asking(WalkInForm, gettext_lazy("Book for somebody at the clinic"))


@during_call
@require_safe
def caller(request, call):
    """The caller's bookings, and whether they may book now."""
    at_telephone = call.door == Call.Door.TELEPHONE
    bookings = bookings_of(call).select_related(
        "slot__clinic", "slot__group", "slot__places", "vaccine", "maker__staff"
    )
    context = {
        "title": _("On the telephone") if at_telephone else _("At the clinic"),
        "answer": explain(call.person),
        "bookings": bookings.order_by("-slot__starts_at", "dose"),
        "may_override": request.user.has_perm("bookings.override_round"),
        "clinics": [] if at_telephone else clinics_of(call),
        **at_hand(request, call),
    }
    return render_call(request, call, "caller", context)


@during_call(doors=[Call.Door.TELEPHONE])
@require_safe
def clinics(request, call):
    context = places.search_context(request)
    return render_call(request, call, "clinics", {"title": _("Find a clinic"), **context})


@during_call
@require_safe
def clinic(request, call, pk):
    get_object_or_404(clinics_of(call), pk=pk)
    context = places.clinic_context(request, pk)
    return render_call(request, call, "clinic", {"title": str(context["clinic"]), **context})


@during_call
@LOOK_OR_SEND
def check(request, call):
    """Read out what will be booked; sending it books."""
    overrides = request.user.has_perm("bookings.override_round") and "override" in request.POST
    form_of = OverrideForm if overrides else CallBookingForm
    form = form_of(request.POST if request.method == "POST" else None)
    if form.is_valid() and (booking := form.save(request, call)):
        messages.success(request, _("Booked: %(reference)s.") % {"reference": booking.reference})
        return after_booking(call, booking)
    wanted = SlotForm(form.data if form.is_bound else request.GET)
    if not wanted.is_valid():
        raise Http404
    slot = get_object_or_404(
        Slot.objects.select_related("clinic__district__province", "group", "places").filter(
            clinic__in=clinics_of(call)
        ),
        pk=wanted.cleaned_data["slot"],
    )
    return render_call(request, call, "check", looked_over(request, call, slot, form))


def after_booking(call, booking):
    """Whoever stands at the desk is taken on there."""
    if call.door == Call.Door.CLINIC:
        return redirect("staff-card", booking.reference)
    return redirect("staff-call", call.pk)


def looked_over(request, call, slot, form):
    answer = explain(call.person)
    hindered = obstacle(answer, slot)
    permitted = request.user.has_perm("bookings.override_round")
    override = hindered and permitted and not obstacle(regardless(call.person), slot)
    fresh = {"initial": {"slot": slot.pk}}
    if not override:
        form_to_send = CallBookingForm(**fresh)
    elif "override" in form.fields:
        form_to_send = form
    else:
        form_to_send = OverrideForm(**fresh)
    return {
        "title": _("Check and book"),
        "slot": slot,
        "form": form,
        "to_send": form_to_send if override or not hindered else None,
        "override": override,
        "obstacle": hindered if override or not form.errors else "",
        "others": instead(answer, slot) if hindered or form.errors else [],
    }


@during_call(doors=[Call.Door.TELEPHONE])
@LOOK_OR_SEND
def cancel(request, call, reference):
    """Give a booking of the caller back, and say why."""
    booking = get_object_or_404(
        Booking.objects.select_related("slot__clinic", "slot__places", "slot__group"),
        person=call.person,
        reference=reference,
    )
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(booking, request.user):
        messages.success(request, _("Cancelled: %(reference)s.") % {"reference": reference})
        return redirect("staff-call", call.pk)
    context = {"title": _("Cancel a booking"), "booking": booking, "form": form}
    return render_call(request, call, "cancel", context)


@during_call
@require_POST
def end(request, call):
    callers.end(call)
    return redirect(START[call.door])

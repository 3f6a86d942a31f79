"""Another time for a caller's booking: choose, read out, move. The rules are the desk's."""

from functools import wraps

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Call
from bookings import desk, errands
from bookings.forms import SlotForm
from bookings.refusals import Refused
from clinics import search
from clinics.forms import DayForm, SearchForm
from clinics.views import chosen

from .forms import ChangeForm
from .pages import during_call, render_call


class ClinicForm(DayForm):
    """Which day, and at which clinic if it is not the booking's own."""

    clinic = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


def with_errand(view):
    """Give a view where this booking of the caller may be moved to, or say why nowhere."""

    @during_call(doors=[Call.Door.TELEPHONE])
    @wraps(view)
    def page(request, call, reference, **more):
        mine = call.person.bookings.select_related(
            "slot__clinic__district__province", "slot__group__planned_as", "slot__places",
            "vaccine", "round_version__round", "first_dose__slot__places",
        )  # fmt: skip
        booking = get_object_or_404(mine, reference=reference)
        try:
            errand = desk.errand_of_change(booking, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("staff-call", call.pk)
        return view(request, call, errand, **more)

    return page


def shown(request, call, errand, template, context):
    about = {"title": _("Move a booking"), "errand": errand, "booking": errand.booking}
    return render_call(request, call, template, {**about, **context})


@with_errand
@require_safe
def change(request, call, errand):
    """Choose a day and a time, at the booking's own clinic or another."""
    form = ClinicForm(request.GET)
    form.is_valid()  # what is wrong is said beside it; the rest still counts
    pk = form.cleaned_data.get("clinic") or errand.booking.slot.clinic_id
    days = search.days(pk, **errand.search())
    day = chosen(days, form.cleaned_data.get("day"))
    times = errand.times(pk, day.date) if day else []
    context = {"form": form, "clinic": days and days[0], "days": days, "day": day, "times": times}
    return shown(request, call, errand, "change", context)


@with_errand
@require_safe
def clinics(request, call, errand):
    """Find another clinic with places on the days this dose may have."""
    form = SearchForm(request.GET)
    page = None
    if form.is_valid() and (place := form.place()):
        page = search.find(**place, **errand.search())
    form.offer(search.choices(form.cleaned_data.get("province")))
    if form.errors or not form.place():
        page = None
    return shown(request, call, errand, "change_clinics", {"form": form, "page": page})


@with_errand
@require_http_methods(["GET", "HEAD", "POST"])
def check(request, call, errand):
    """Read out what would be; sending it takes the new place and gives the old one back."""
    form = ChangeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(errand.booking, request.user):
        messages.success(
            request, _("Moved: %(reference)s.") % {"reference": errand.booking.reference}
        )
        return redirect("staff-call", call.pk)
    wanted = SlotForm(form.data if form.is_bound else request.GET)
    slot = wanted.is_valid() and errands.slot(wanted.cleaned_data["slot"])
    if not slot:
        raise Http404
    why = desk.why_not(errand, slot)
    sequel = errands.Sequel() if why else errands.sequel(errand.booking, slot)
    fresh = {"slot": slot.pk, "second": sequel.told, "reason": form.data.get("reason", "")}
    context = {
        "slot": slot,
        "form": form,
        "why": "" if form.errors else why,
        "to_send": None if why else ChangeForm(initial=fresh),
        "sequel": sequel,
        "others": errand.nearest(slot) if why else [],
    }
    return shown(request, call, errand, "change_check", context)

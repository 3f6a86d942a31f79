from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.clock import now
from accounts.models import AccessRecord
from accounts.records import record
from bookings.models import SupplyAct
from bookings.places import closing
from bookings.staff.supply import views as supply

from .forms import CloseForm, LiftForm
from .pages import of_a_clinic, render_places, waiting, week_of


@of_a_clinic
@require_http_methods(["GET", "HEAD", "POST"])
def close(request, clinic):
    """Say which days are closed; whom that concerns is counted and shown next."""
    if request.method == "POST":
        form = CloseForm(request.POST)
    else:
        form = CloseForm(initial=request.GET.dict())
    if form.is_valid():
        act = closing.close(request.user, clinic, **form.cleaned_data)
        return prepared(request, clinic, act)
    context = {"title": _("Close days"), "form": form}
    return render_places(request, clinic, "close", context)


def prepared(request, clinic, act):
    record(request.user, AccessRecord.Act.CHANGE, act, f"prepare: {act.reason}", request)
    return redirect("staff-places-act", clinic.pk, act.pk)


@of_a_clinic
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request, clinic, closure):
    """Open a day again: its places come back, nobody who was moved does."""
    closure = get_object_or_404(clinic.closures.filter(date__gte=localdate(now())), pk=closure)
    form = LiftForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(request.user, closure):
        messages.success(request, _("The day is open again."))
        return redirect(week_of(clinic, closure.date))
    context = {
        "title": _("Open the day again"),
        "closure": closure,
        "form": form,
        "places": closing.returning(closure),
        "waiting": waiting(clinic, closure.date, closure.date),
    }
    return render_places(request, clinic, "open", context)


def theirs(clinic, acts):
    """Acts about this clinic alone that its own staff may carry out."""
    return acts.filter(clinics=[clinic.pk], kind__in=["closed", "fewer"])


@of_a_clinic
@require_safe
def act(request, clinic, act):
    """Before it starts what it would do, then what became of whom."""
    act = get_object_or_404(theirs(clinic, supply.with_people()), pk=act)
    settle = reverse("staff-places-settle", args=[clinic.pk, act.pk])
    return supply.render_act(request, act, settle, clinic=clinic)


@of_a_clinic
@require_POST
def settle(request, clinic, act):
    """Count anew, start, stop or discard."""
    act = get_object_or_404(theirs(clinic, SupplyAct.objects), pk=act)
    supply.do(request, act)
    return redirect("staff-places-act", clinic.pk, act.pk)

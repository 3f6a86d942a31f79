"""Days on which every clinic is closed: looked at, closed and opened again as one clinic's are."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.clock import now
from accounts.models import AccessRecord
from accounts.records import record
from bookings.places import closing
from bookings.staff.pages import render_page, staff_page
from clinics.models import Closure

from .forms import CloseEverywhereForm, LiftEverywhereForm

everywhere_page = staff_page("clinics.add_closure")


def to_come():
    return Closure.objects.filter(clinic=None, date__gte=localdate(now()))


@everywhere_page
@require_http_methods(["GET", "HEAD", "POST"])
def close(request):
    """Say which days are closed at all clinics; whom that concerns is counted and shown next."""
    form = CloseEverywhereForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act = closing.close(request.user, None, **form.cleaned_data)
        record(request.user, AccessRecord.Act.CHANGE, act, f"prepare: {act.reason}", request)
        return redirect("staff-supply-act", act.pk)
    title = _("Days on which all clinics are closed")
    context = {"title": title, "form": form, "closures": to_come()}
    return render_page(request, "staff/places/everywhere.html", context)


@everywhere_page
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request, closure):
    """Open a day again at all clinics: their places come back, nobody who was moved does."""
    closure = get_object_or_404(to_come(), pk=closure)
    form = LiftEverywhereForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(request.user, closure):
        messages.success(request, _("The day is open again."))
        return redirect("staff-places-everywhere")
    context = {"title": _("Open the day again"), "closure": closure, "form": form}
    return render_page(request, "staff/places/open_everywhere.html", context)

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.places import hours

from .closing import prepared
from .forms import MovingForm
from .pages import concerned, of_a_clinic, render_places
from .week_form import HoursForm


@of_a_clinic
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, clinic):
    """Say when a clinic is open and how many doctors there are, look at what that does, save."""
    week, verb = hours.week_of(clinic), request.POST.get("verb")
    answers = request.POST if request.method == "POST" else request.GET
    form = HoursForm(week, answers if "doctors" in answers else None)
    moving = MovingForm(request.POST if verb == "move" else None)
    if form.is_valid() and verb in ("save", "move") and (verb == "save" or moving.is_valid()):
        outlook = hours.look(clinic, form.week())
        if form.save(request.user, clinic, moves=verb == "move"):
            messages.success(request, _("The hours are saved."))
            if verb == "move" and outlook.below:
                act = form.prepare_moving(request.user, clinic, outlook, moving.cleaned_data)
                return prepared(request, clinic, act)
            return redirect("staff-places-week", clinic.pk)
    title = _("Hours and doctors")
    context = {"title": title, "form": form, "moving": moving}
    context |= preview(request, clinic, form, week)
    return render_places(request, clinic, "hours", context)


def preview(request, clinic, form, week):
    """What the answers would do to the times to come."""
    if not form.is_bound or not {*form.fields} - {"reason"} <= form.cleaned_data.keys():
        return {}
    outlook = hours.look(clinic, form.week())
    shown = {"outlook": outlook, "again": form.again(seen=week.seen)}
    return shown | concerned(request, *outlook.wishes) if outlook.below else shown

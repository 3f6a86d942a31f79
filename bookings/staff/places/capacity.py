from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from .closing import prepared
from .forms import CapacityForm, MovingForm
from .pages import concerned, of_a_clinic, render_places, waiting, week_of


@of_a_clinic
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, clinic):
    """Say how many people some times take, look at what that does, and confirm it."""
    answers = request.POST if request.method == "POST" else request.GET
    if "capacity" not in answers:
        form = CapacityForm(clinic, initial=answers.dict())
        return render_places(request, clinic, "capacity", {"title": title(), "form": form})
    form, verb = CapacityForm(clinic, answers), request.POST.get("verb")
    moving = MovingForm(request.POST if verb == "move" else None)
    if form.is_valid() and verb == "save" and (count := form.save(request.user)):
        changed = ngettext("%(count)d time changed.", "%(count)d times changed.", count)
        messages.success(request, changed % {"count": count})
        return redirect(week_of(clinic, form.cleaned_data["first"]))
    moves = form.is_valid() and moving.is_valid()
    if moves and (act := form.prepare_moving(request.user, moving.cleaned_data)):
        return prepared(request, clinic, act)
    context = {"title": title(), "form": form, "moving": moving, **preview(request, clinic, form)}
    return render_places(request, clinic, "capacity", context)


def title():
    return _("Change places")


def preview(request, clinic, form):
    """What the answers would do, where they are whole; what was refused is looked at anew."""
    if not {*form.fields} - {"reason"} <= form.cleaned_data.keys():
        return {}
    outlook, answers = form.outlook(), form.cleaned_data
    shown = {"outlook": outlook, "again": form.again(seen=outlook.seen)}
    if outlook.below:
        slots = [each.pk for each in outlook.below]
        shown |= concerned(request, slots, [answers["capacity"]] * len(slots))
    if outlook.after > outlook.before:
        shown["waiting"] = waiting(clinic, answers["first"], answers["last"])
    return shown

from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.clock import now
from bookings.models import SupplyAct
from bookings.staff.pages import render_page, staff_page
from clinics import weeks
from clinics.models import Clinic, ClinicChange, VaccineGroup

from .closing import theirs
from .forms import FindForm, WeekForm
from .pages import MAY, of_a_clinic, render_places
from .told import told

PAGE = 50


@staff_page(MAY)
@require_safe
def clinics(request):
    """Whose weeks; whoever works for one clinic is there at once."""
    mine = Clinic.objects.staffed_by(request.user).select_related("district")
    form = FindForm(request.GET)
    if form.is_valid() and form.cleaned_data["q"]:
        mine = mine.filter(name__icontains=form.cleaned_data["q"])
    page = Paginator(mine.order_by("name", "pk"), PAGE).get_page(request.GET.get("page"))
    if not request.GET and page.paginator.count == 1:
        return redirect("staff-places-week", page[0].pk)
    context = {"title": _("Hours and places"), "form": form, "page": page}
    return render_page(request, "staff/places/clinics.html", context)


@of_a_clinic
@require_safe
def week(request, clinic):
    """A clinic's week: open or not, who sees people, what is taken and free."""
    today = localdate(now())
    form = WeekForm(request.GET or None)
    asked = form.cleaned_data["week"] if form.is_valid() else None
    first = weeks.monday(asked or today)
    days = weeks.week(clinic, first)
    groups = {each.group.pk: each.group for day in days for each in day.sums}
    rows = [
        (group, [next((each for each in day.sums if each.group == group), None) for day in days])
        for group in groups.values()
    ]
    context = {
        "title": clinic.name,
        "form": form if form.is_bound else WeekForm(initial={"week": first}),
        "days": days,
        "rows": rows,
        "today": today,
        "last": days[-1].date,
        "before": first - timedelta(7),
        "after": first + timedelta(7),
    }
    return render_places(request, clinic, "week", context)


@of_a_clinic
@require_safe
def history(request, clinic):
    """Who changed what, the newest first; days on which every clinic closes are among it."""
    changes = ClinicChange.objects.filter(Q(clinic=clinic) | Q(clinic=None)).select_related("staff")
    page = Paginator(changes, PAGE).get_page(request.GET.get("page"))
    groups = {group.pk: str(group) for group in VaccineGroup.objects.all()}
    for change in page:
        change.was, change.became = told(change.before, groups), told(change.after, groups)
    context = {
        "title": _("History"),
        "page": page,
        "acts": theirs(clinic, SupplyAct.objects)[:PAGE],
    }
    return render_places(request, clinic, "history", context)

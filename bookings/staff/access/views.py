"""What the privacy officer sees of other people's looks."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q, Sum
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.clock import now
from accounts.models import AccessDay, AccessForgetting, AccessRecord, AccessReview, AccessRule
from accounts.records import keep, record_people
from accounts.staff.pages import render_page, staff_page

from .forms import FindingForm, SearchForm
from .searching import older

PAGE = 50
officers = staff_page("accounts.review_access")


@officers
@require_safe
def search(request):
    """Find access records; that they were searched is one of them."""
    form = SearchForm(request.GET)
    records, more, files = [], None, []
    if form.is_valid():
        found = form.records()
        before = request.GET.get("before", "")
        if before.isascii() and before.isdecimal() and int(before) < 2**63:
            found = older(found, get_object_or_404(AccessRecord, pk=int(before)))
        else:
            files = list(form.exports()[: PAGE + 1])
        records = list(found[: PAGE + 1])
        records, more = records[:PAGE], records[PAGE - 1] if records[PAGE:] else None
        note_search(request, form)
    context = {"title": _("Access records"), "form": form, "records": records, "more": more}
    context |= {"files": files[:PAGE], "more_files": len(files) > PAGE}
    context["alarms"] = AccessDay.objects.alarming().select_related("staff").order_by("-day")[:20]
    return render_page(request, "staff/access/search.html", context)


def note_search(request, form):
    if whose := form.cleaned_data["whose"]:
        record_people(request, [whose], AccessRecord.Act.SEARCH, form.said())
    else:
        kind = AccessRecord._meta.label_lower
        keep(request.user, AccessRecord.Act.SEARCH, kind, [], form.said(), request)


def month_of(text):
    """The first day of a month written like 2021-08; this month for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return localdate(now()).replace(day=1)


@officers
@require_http_methods(["GET", "HEAD", "POST"])
def review(request, month):
    """A month of everybody's looks beside what is usual among peers, and its signing off."""
    first = month_of(month)
    following = (first + timedelta(days=32)).replace(day=1)
    over = following <= localdate(now())
    form = FindingForm(request.POST if request.method == "POST" else None)
    if over and form.is_valid() and form.save(request.user, first):
        messages.success(request, _("Done and written down."))
        return redirect("staff-access-review", f"{first:%Y-%m}")
    days = AccessDay.objects.filter(day__gte=first, day__lt=following)
    context = {
        "title": _("Access in a month"),
        "month": first,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": following if over else None,
        "page": Paginator(by_member(days), PAGE).get_page(request.GET.get("page")),
        "review": AccessReview.objects.filter(month=first, alarm=None).select_related("by").first(),
        "form": form,
        "over": over,
        "rule": AccessRule.read(),
        "forgotten": AccessForgetting.objects.order_by("-pk").first(),
    }
    return render_page(request, "staff/access/review.html", context)


def by_member(days):
    """Each member's month, those with alarms first, then who saw the most people."""
    sums = ("people", "views", "reveals", "searches", "exports", "changes")
    totals = {f"all_{name}": Sum(name) for name in sums}
    months = days.values("staff__username", "peers").annotate(
        **totals,
        days=Count("pk"),
        most=Max("people"),
        usually=Sum("usual"),
        alarms=Count("pk", filter=Q(alarm=True)),
    )
    return months.order_by("-alarms", "-all_people", "staff__username")


@officers
@require_POST
def settle(request, pk):
    """Say what an alarm was about."""
    alarm = get_object_or_404(AccessDay, pk=pk, alarm=True)
    form = FindingForm(request.POST)
    if form.is_valid() and form.save(request.user, alarm.day.replace(day=1), alarm):
        messages.success(request, _("Done and written down."))
    for errors in form.errors.values():
        messages.error(request, errors[0])
    return redirect("staff-access")

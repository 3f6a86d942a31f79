from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.records import record_people
from bookings.models import Booking, SupplyAct, SupplyItem
from bookings.staff.pages import render_page, staff_page
from clinics.models import Clinic

from .forms import ASKED, SupplyForm, VerbForm, WhereForm

PAGE = 100
#: Seconds until the page of a running act looks again.
LOOK_AGAIN = 5

supply_page = staff_page("bookings.manage_supply")


@supply_page
@require_safe
def acts(request):
    """What was done and is under way, the newest first."""
    rows = SupplyAct.objects.select_related("vaccine", "made_by", "region")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"title": _("Supply"), "page": page, "kinds": [*ASKED]}
    return render_page(request, "staff/supply/acts.html", context)


@supply_page
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request, kind):
    """Say what happened; what it would do is counted and shown next, and nothing is done yet."""
    if kind not in ASKED:
        raise Http404
    where = WhereForm(request.GET)
    region = where.cleaned_data["region"] if where.is_valid() else None
    form = SupplyForm(kind, region, request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect("staff-supply-act", form.save(request).pk)
    title = SupplyAct.Kind(kind).label
    context = {"title": title, "where": where, "region": region, "form": form, "kind": kind}
    return render_page(request, "staff/supply/prepare.html", context)


@supply_page
@require_safe
def act(request, pk):
    """One act: before it starts what it would do, then what became of whom."""
    act = get_object_or_404(with_people(), pk=pk)
    return render_act(request, act, reverse("staff-supply-settle", args=[pk]))


def render_act(request, act, settle, **more):
    """An act with what can be done with it.

    :param settle: the address that does it.
    :param more: what else its page shows.
    """
    states = dict(act.items.values_list("state").annotate(Count("pk")).order_by())
    rows = act.items.select_related("booking__slot__clinic", "old_slot__clinic").order_by("pk")
    state = request.GET.get("state")
    if state in SupplyItem.State.values:
        rows = rows.filter(state=state)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    samples = [sample["reference"] for sample in act.preview.get("samples", [])]
    sampled = Booking.objects.filter(reference__in=samples).values_list("person", flat=True)
    record_people(request, [*(item.booking.person_id for item in page), *sampled])
    context = {
        "title": str(act),
        "act": act,
        "preview": shown(act),
        "states": named(SupplyItem.State, states),
        "total": sum(states.values()),
        "left": states.get("waiting", 0),
        "page": page,
        "watching": act.state == SupplyAct.State.RUNNING and "still" not in request.GET,
        "settle": settle,
        **more,
    }
    if act.kind not in ASKED:
        context["seen"] = VerbForm(initial={"seen": context["preview"]["all"]})["seen"]
    response = render_page(request, "staff/supply/act.html", context)
    if context["watching"]:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


def with_people():
    return SupplyAct.objects.select_related(
        "vaccine", "replacement", "region", "made_by", "started_by", "stopped_by"
    )


def named(choices, counts):
    """Counts by value as rows of value, its name in the reader's language, and the count."""
    return [(each.value, each.label, counts[each.value]) for each in choices if counts.get(each)]


def shown(act):
    """The counts that were taken, in words."""
    preview = act.preview
    samples = preview.get("samples", [])
    clinics = Clinic.objects.in_bulk({sample["clinic"] for sample in samples if sample["clinic"]})
    return {
        **preview,
        "all": preview.get("firsts", 0) + preview.get("seconds", 0),
        "states": named(SupplyItem.State, preview.get("states", {})),
        "whys": named(SupplyItem.Why, preview.get("whys", {})),
        "samples": [
            {
                **sample,
                "clinic": clinics.get(sample["clinic"]),
                "state": SupplyItem.State(sample["state"]).label,
                "why": SupplyItem.Why(sample["why"]).label if sample["why"] else "",
            }
            for sample in samples
        ],
    }


@supply_page
@require_POST
def settle(request, pk):
    """Count anew, start, stop or discard."""
    do(request, get_object_or_404(SupplyAct, pk=pk))
    return redirect("staff-supply-act", pk)


def do(request, act):
    """What the form says; whether it was done or why not stands on the next page."""
    form = VerbForm(request.POST)
    if form.is_valid() and form.save(act, request):
        messages.success(request, _("Done."))
    for errors in form.errors.values():
        messages.error(request, errors[0])

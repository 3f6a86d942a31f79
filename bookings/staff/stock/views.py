from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.clock import now
from bookings.need import need
from bookings.staff.clinics import ClinicForm
from bookings.staff.pages import render_page, staff_page
from clinics.models import Clinic, Lot, StockEntry

from .forms import ACTS, ReceiveForm

PAGE = 100
#: Days for which the need is shown, today among them.
AHEAD = 7
#: Days before its last on which a lot is said to expire soon.
SOON = 7

stock_page = staff_page("clinics.manage_stock")


@stock_page
@require_safe
def stock(request):
    """What is in a clinic's refrigerator, and what the coming days need of it."""
    form, clinic = chosen(request)
    today = localdate(now())
    lots = []
    if clinic:
        kept = Lot.objects.filter(clinic=clinic).in_stock().with_recalls()
        lots = list(kept.select_related("vaccine").order_by("vaccine", "expires_on", "number"))
        for lot in lots:
            lot.days = (lot.expires_on - today).days
    context = {
        "title": _("Stock"),
        "form": form,
        "clinic": clinic,
        "today": today,
        "soon": SOON,
        "lots": lots,
        "need": need(clinic, today, AHEAD) if clinic else [],
    }
    return render_page(request, "staff/stock/stock.html", context)


def chosen(request):
    """The form that chooses a clinic, and the one that is chosen."""
    form = ClinicForm(Clinic.objects.staffed_by(request.user), request.GET.dict())
    return form, form.cleaned_data["clinic"] if form.is_valid() else None


@stock_page
@require_safe
def history(request):
    """A clinic's ledger, the newest first."""
    form, clinic = chosen(request)
    entries = StockEntry.objects.filter(lot__clinic=clinic).select_related("lot__vaccine", "staff")
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    context = {"title": _("History of the stock"), "form": form, "clinic": clinic, "page": page}
    return render_page(request, "staff/stock/history.html", context)


@stock_page
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request, pk):
    """Put vials into the refrigerator."""
    clinic = get_object_or_404(Clinic.objects.staffed_by(request.user), pk=pk)
    form = ReceiveForm(clinic, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(request.user):
        messages.success(request, _("Written down."))
        return redirect(of_clinic(clinic.pk))
    context = {"title": _("Receive vaccine"), "form": form, "clinic": clinic}
    return render_page(request, "staff/stock/receive.html", {**context, "back": of_clinic(pk)})


@stock_page
@require_safe
def lot(request, pk):
    """One lot: how many doses there are, and how that came about."""
    lot = their_lot(request, pk)
    context = {
        "title": _("Lot %(lot)s") % {"lot": lot},
        "lot": lot,
        "back": of_clinic(lot.clinic_id),
        "acts": [(act, name) for act, (name, _form) in ACTS.items()],
        "page": Paginator(lot.entries.select_related("staff"), PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render_page(request, "staff/stock/lot.html", context)


@stock_page
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, pk, act):
    """Something that happens to a lot."""
    if act not in ACTS:
        raise Http404
    lot = their_lot(request, pk)
    name, Form = ACTS[act]
    form = Form(lot, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(request.user):
        messages.success(request, _("Written down."))
        return redirect("staff-stock-lot", pk)
    context = {"title": f"{name}: {lot}", "form": form, "lot": lot, "name": name}
    return render_page(
        request, "staff/stock/act.html", {**context, "back": of_clinic(lot.clinic_id)}
    )


def their_lot(request, pk):
    """A lot of this member's own clinics; another clinic's is a 404."""
    lots = Lot.objects.staffed_by(request.user).with_recalls()
    return get_object_or_404(lots.select_related("vaccine", "clinic"), pk=pk)


def of_clinic(pk):
    return f"{reverse('staff-stock')}?clinic={pk}"

"""The work list: second doses without a place and appointments without vaccine, each given a time
by hand or closed with a reason."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import AccessRecord
from accounts.records import record, record_people
from bookings import desk, errands
from bookings.models import WorkItem
from bookings.refusals import Refused
from clinics import search
from clinics.forms import DayForm, SearchForm
from clinics.models import Clinic
from clinics.views import chosen

from .forms import AppointmentForm, CloseForm, GiveUpForm, SecondDoseForm
from .pages import days_work, render_page, staff_page
from .todo import todo

PAGE = 50


def items(request):
    """What is to do at this member's clinics, the earliest first dose first."""
    theirs = Clinic.objects.staffed_by(request.user)
    items = WorkItem.objects.filter(booking__slot__clinic__in=theirs)
    items = items.select_related("booking__slot__clinic")
    return items.order_by("booking__slot__places__date", "pk")


def whole_item(request, pk):
    """One of them with all that is told of it; another clinic's is a 404."""
    about = ("booking", "booking__first_dose")
    rows = items(request).select_related(
        "booking__slot__clinic__district__province",
        "booking__person",
        "booking__round_version__round",
        *(f"{each}__slot__places" for each in about),
        *(f"{each}__slot__group__planned_as" for each in about),
        *(f"{each}__vaccine" for each in about),
        *(f"{each}__doserecord" for each in about),
    )
    return get_object_or_404(rows, pk=pk)


@staff_page("bookings.change_workitem")
@require_safe
def work(request):
    """All that is open, without names."""
    page = Paginator(items(request).open(), PAGE).get_page(request.GET.get("page"))
    record_people(request, [item.booking.person_id for item in page])
    context = {"title": _("Work list"), "page": page, "todo": todo(request.user)}
    return render_page(request, "staff/work.html", context)


@staff_page("bookings.change_workitem")
@require_safe
def item(request, pk):
    """Whom it is for, and the free times inside the interval."""
    item = whole_item(request, pk)
    if item.resolved_at:
        messages.info(request, _("Somebody settled this before."))
        return redirect("staff-work")
    record(request.user, AccessRecord.Act.VIEW, item.booking.person, request=request)
    context = {"title": item.get_kind_display(), "item": item, "booking": item.booking}
    context["routine"] = days_work(request)
    context |= {
        "close": CloseForm(item),
        "give_up": may_give_up(request, item) and GiveUpForm(None),
    }
    try:
        errand = errand_of(item, request.user)
        context |= {"errand": errand, **places(request, errand)}
    except Refused as refusal:
        context["why"] = refusal
    return render_page(request, "staff/work_item.html", context)


def is_short(item):
    return item.kind == WorkItem.Kind.SUPPLY


def may_give_up(request, item):
    return is_short(item) and request.user.has_perm("bookings.cancel_booking")


def errand_of(item, staff):
    """:raises Refused: nothing can be found for it."""
    if is_short(item):
        return desk.errand_of_change(item.booking, staff)
    return desk.errand_of_second(item.booking)


def places(request, errand):
    """Clinics of a district and the times of one of them; of their own only, for clinic staff."""
    everywhere = request.user.has_perm("clinics.reach_every_clinic")
    home = errand.booking.slot.clinic
    where = {"province": home.district.province.code, "district": home.district.code}
    form = SearchForm({**where, **request.GET.dict()} if everywhere else where)
    found = []
    if form.is_valid() and (place := form.place()):
        found = search.find(**place, **errand.search())
    form.offer(search.choices(form.cleaned_data.get("province")))
    theirs = Clinic.objects.staffed_by(request.user)
    # Of one clinic there is nothing to choose.
    several = not everywhere and len(request.user.clinic_ids) > 1
    own = list(theirs.bookable().order_by("name")) if several else []
    asked = request.GET.get("clinic", "")
    clinic = theirs.filter(pk=int(asked)).first() if asked.isdecimal() else home
    days = search.days(clinic.pk, **errand.search()) if clinic else []
    wanted = DayForm({"day": request.GET.get("day", "")})
    wanted.is_valid()
    day = chosen(days, wanted.cleaned_data.get("day"))
    return {
        "search": form if everywhere else None,
        "clinics": found if everywhere else own,
        "clinic": clinic,
        "days": days,
        "day": day,
        "times": errand.times(clinic.pk, day.date) if day else [],
        "form": SecondDoseForm(errand.booking),
    }


@staff_page("bookings.change_workitem")
@require_POST
def book(request, pk):
    """Book a free time for the second dose, or another for the appointment."""
    item = whole_item(request, pk)
    form = (AppointmentForm if is_short(item) else SecondDoseForm)(item.booking, request.POST)
    if form.is_valid():
        slot = errands.slot(form.cleaned_data["slot"])
        theirs = Clinic.objects.staffed_by(request.user)
        if slot is None or not theirs.filter(pk=slot.clinic_id).exists():
            raise Http404
    return settled(request, item, form)


@staff_page("bookings.change_workitem")
@require_POST
def close(request, pk):
    """Close it without a place; the person is told."""
    item = whole_item(request, pk)
    return settled(request, item, CloseForm(item, request.POST))


@staff_page("bookings.change_workitem")
@require_POST
def give_up(request, pk):
    """Cancel an appointment without vaccine; the person is told."""
    item = whole_item(request, pk)
    if not may_give_up(request, item):
        raise PermissionDenied
    return settled(request, item, GiveUpForm(item.booking, request.POST))


def settled(request, item, form):
    if form.is_valid() and form.save(request.user):
        messages.success(
            request, _("Settled: %(reference)s.") % {"reference": item.booking.reference}
        )
        return redirect("staff-work")
    for errors in form.errors.values():
        messages.error(request, errors[0])
    return redirect("staff-work-item", item.pk)

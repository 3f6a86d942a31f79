"""The pages of an errand: which clinic, which time, and is this right?

They look like the pages of a first booking and are made of the same parts; but they stand under
the booking, and not behind the waiting room: whoever is here has a place already.
"""

from functools import wraps

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import identity
from accounts.throttle import throttled
from bookings import desk, errands
from bookings.forms import SlotForm
from bookings.refusals import Refused
from bookings.views import doses, own, see_other
from clinics import search
from clinics.forms import DayForm, SearchForm
from clinics.views import chosen

from .forms import ErrandForm

#: What each errand is called in addresses, and what says whether somebody may run it now.
ERRANDS = {"change": desk.errand_of_change, "second": desk.errand_of_second}


def guarded(view):
    return throttled(address="1200/m", cookie="60/m")(identity.verified(view))


def with_errand(view):
    """Give a view the errand that the address names, or say why it cannot be run."""

    @wraps(view)
    def page(request, reference, errand, **more):
        booking = own(request, reference)
        context = {
            "booking": booking,
            "at": reverse("errand", args=[reference, errand]),
            "doses": doses(request, booking),
        }
        try:
            context["errand"] = ERRANDS[errand](booking)
        except Refused as refusal:
            return render(request, "bookings/errand/refused.html", {**context, "why": refusal})
        return view(request, context, **more)

    return page


@require_safe
@guarded
@with_errand
def clinic(request, context, pk=None):
    """Choose a day and a time, at the booking's own clinic or another."""
    errand = context["errand"]
    form = DayForm({"day": request.GET.get("day", "")})
    form.is_valid()  # what is wrong is said beside it; the rest still counts
    days = search.days(pk or errand.booking.slot.clinic_id, **errand.search())
    if pk and not days:
        raise Http404
    day = chosen(days, form.cleaned_data.get("day"))
    times = errand.times(days[0].pk, day.date) if day else []
    context |= {"form": form, "clinic": days and days[0], "days": days, "day": day, "times": times}
    return render(request, "bookings/errand/clinic.html", context)


@require_safe
@guarded
@with_errand
def clinics(request, context):
    """Find another clinic with places on the days of the errand."""
    terms = context["errand"].search()
    form = SearchForm(request.GET)
    page = None
    if form.is_valid() and (place := form.place()):
        page = search.find(**place, **terms)
    nothing = page is not None and not any(clinic.places for clinic in page)
    province = form.cleaned_data.get("province")
    choices = search.choices(province, elsewhere=terms if nothing else None)
    form.offer(choices)
    if form.errors or not form.place():
        page = None
    elsewhere = [choice for choice in choices if choice.has_places]
    context |= {"form": form, "page": page, "nothing": nothing, "elsewhere": elsewhere}
    return render(request, "bookings/errand/clinics.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded
def check(request, reference, errand):
    """Look over what would be; sending it takes the new place and gives the old one back."""
    form = ErrandForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (booking := form.save(errand, own(request, reference))):
        return see_other(booking)
    return review(request, reference, errand, form=form)


@with_errand
def review(request, context, form):
    errand = context["errand"]
    wanted = SlotForm(form.data if form.is_bound else request.GET)
    slot = wanted.is_valid() and errands.slot(wanted.cleaned_data["slot"])
    if not slot:
        raise Http404
    why = desk.why_not(errand, slot)
    sequel = errands.sequel(errand.booking, slot) if errand.moves and not why else errands.Sequel()
    context |= {
        "slot": slot,
        "form": form,
        "why": "" if form.errors else why,
        "gone": bool(why),
        "others": errand.nearest(slot) if why else [],
        "sequel": sequel,
        "fresh": ErrandForm(initial={"slot": slot.pk, "second": sequel.told}),
    }
    return render(request, "bookings/errand/check.html", context)

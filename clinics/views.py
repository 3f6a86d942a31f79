from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.glances import glance
from accounts.identity import verified
from accounts.throttle import throttled

from . import search
from .forms import DayForm, SearchForm


def seen_by_all(request, look):
    """What everybody sees who reads this very address in this language."""
    return glance((get_language(), request.get_full_path()), look)


def with_body(request, context, template):
    """What the page around it needs, and the part that is the same for everybody, rendered."""
    body = render_to_string(f"clinics/{template}.html", context, request)
    return {"form": context["form"], "clinic": context.get("clinic"), "body": body}


#: The names of the pages to which the search leads; whoever books for another goes another way.
WAY = {"clinics": "clinics", "clinic": "clinic", "check": "check"}


@require_safe
@throttled(address="1200/m", cookie="60/m")
@verified
def clinics(request):
    """Find a district's clinics, those with places first. The address carries the whole search."""
    context = seen_by_all(request, lambda: with_body(request, search_context(request), "search"))
    return render(request, "clinics/clinics.html", context)


def search_context(request):
    form = SearchForm(request.GET)
    page = None
    if form.is_valid() and (place := form.place()):
        page = search.find(**place, **form.terms())
    nothing = page is not None and not any(clinic.places for clinic in page)
    choices = search.choices(
        form.cleaned_data.get("province"), elsewhere=form.terms() if nothing else None
    )
    form.offer(choices)
    if form.errors or not form.place():
        page = None
    elsewhere = [choice for choice in choices if choice.has_places]
    return {"form": form, "page": page, "nothing": nothing, "elsewhere": elsewhere, "way": WAY}


@require_safe
@throttled(address="1200/m", cookie="60/m")
@verified
def clinic(request, pk):
    """Choose a day and a time at one clinic."""
    context = seen_by_all(request, lambda: with_body(request, clinic_context(request, pk), "days"))
    return render(request, "clinics/clinic.html", context)


def clinic_context(request, pk):
    form = DayForm(request.GET)
    form.is_valid()  # what is wrong is said beside it; the rest still counts
    days = search.days(pk, **form.terms())
    if not days:
        raise Http404("No such clinic takes bookings.")
    day = chosen(days, form.cleaned_data.get("day"))
    times = search.times(pk, day.date, form.terms()["group"]) if day else []
    return {"form": form, "clinic": days[0], "days": days, "day": day, "times": times, "way": WAY}


def chosen(days, asked):
    """The day asked for, or else the first with places."""
    by_date = {each.date: each for each in days}
    return by_date.get(asked) or next((each for each in days if each.places), None)

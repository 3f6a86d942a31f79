from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from accounts import channels, identity
from accounts.onward import posted
from accounts.throttle import throttled
from bookings import leftovers
from bookings.models import LeftoverBatch
from bookings.models.leftovers import MOST_CLINICS
from bookings.views import see_other
from clinics.forms import SearchForm
from clinics.maps.drawing import Spot
from clinics.models import Clinic
from clinics.search import choices
from clinics.views import seen_by_all

from . import looking
from .forms import AlertForm, LookForm, TakeForm, WishForm
from .wishes import Wish

#: Clinics on a page.
PAGE = 20
LOOK_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@throttled(address="1200/m", cookie="60/m")
def today(request):
    """Today's leftover doses, by region: the same for everybody, known or not."""
    return render(request, "leftovers/today.html", seen_by_all(request, lambda: body(request)))


def body(request):
    context = found(request)
    text = render_to_string("leftovers/found.html", context, request)
    return {"form": context["form"], "body": text}


def found(request):
    form = LookForm(request.GET)
    if not form.is_valid():
        return {"form": form}
    asked = form.cleaned_data
    province, district, vaccine = asked["province"], asked["district"], asked["vaccine"]
    figures = {} if district else looking.by_region(vaccine, province)
    if not province:
        named = form.fields["province"].widget.choices
        regions = [(code, name, figures[code]) for code, name in named if code in figures]
        return {"form": form, "figures": figures, "regions": regions}
    page = Paginator(looking.near(province, district, vaccine), PAGE).get_page(asked["page"])
    return {"form": form, "page": page, "figures": figures, "spots": spots(page)}


def spots(page):
    """The clinics of a page for the map, under their numbers in the list."""
    return [
        Spot(
            number,
            each.clinic.name,
            each.clinic.latitude,
            each.clinic.longitude,
            f"#batch-{each.batch.pk}",
            each.words,
            each.level,
            str(each.left),
        )
        for number, each in enumerate(page, page.start_index())
    ]


@LOOK_OR_SEND
@throttled(address="1200/m", cookie="30/m")
@identity.verified
def take(request, pk):
    """Look at doses that are open to everybody, and take one for oneself."""
    listed = LeftoverBatch.objects.listed().select_related("slot__clinic", "vaccine")
    batch = get_object_or_404(listed, pk=pk)
    form = TakeForm(posted(request))
    if form.is_valid() and (booking := form.save(request.verification.pk, batch)):
        return see_other(booking)
    batch.refresh_from_db()
    context = {
        "batch": batch,
        "form": form,
        "fresh": TakeForm(),
        "free": batch.slot.capacity - batch.slot.taken,
        "why": "" if form.errors else leftovers.why_not(request.person, batch),
        "minutes": int(batch.campaign.leftover_terms.come_within.total_seconds() // 60),
    }
    return render(request, "leftovers/take.html", context)


@LOOK_OR_SEND
@throttled(address="1200/m", cookie="60/m")
@identity.verified
def alerts(request):
    """Where somebody is offered leftover doses: up to five clinics, in their own order."""
    form = AlertForm(posted(request))
    if form.is_valid() and form.save(request.person):
        return see_other(f"{request.get_full_path()}#alerts")
    return page_of_alerts(request, form, WishForm(Wish.of(request.person)))


@LOOK_OR_SEND
@throttled(cookie="30/m")
@identity.verified
def wishes(request):
    """Which vaccines, and the quiet hours."""
    form = WishForm(Wish.of(request.person), posted(request))
    if form.is_bound and form.is_valid() and form.save():
        return see_other("leftover-alerts")
    return page_of_alerts(request, form, form)


def page_of_alerts(request, form, settings):
    where = SearchForm(request.GET)
    place = where.place() if where.is_valid() else None
    where.offer(choices(where.cleaned_data.get("province")))
    clinics = Clinic.objects.none()
    if place and not where.errors:
        clinics = Clinic.objects.bookable().filter(
            district__code=place["district"], district__province__code=place["province"]
        )
    context = {
        "form": form,
        "settings": settings,
        "where": where,
        "wish": settings.wish,
        "most": MOST_CLINICS,
        "full": len(settings.wish.clinics) >= MOST_CLINICS,
        "page": Paginator(clinics, PAGE).get_page(request.GET.get("page")) if clinics else None,
        "offers": request.person.offers.of_leftovers(),
        "notifies": "push" in channels.in_service(),
    }
    return render(request, "leftovers/alerts.html", context)

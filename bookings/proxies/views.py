from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import identity
from accounts.masking import masked_name
from accounts.onward import posted, sent_from
from accounts.throttle import throttled
from bookings import desk
from bookings.forms import CancelForm, SlotForm
from bookings.models import Booking
from bookings.obstacles import instead, obstacle
from clinics import views as places
from clinics.models import Slot

from . import mandates
from .forms import BlockForm, ProxyBookingForm, SubjectForm

LOOK_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
#: Under which names the search finds its own pages here.
WAY = {"clinics": "proxy-clinics", "clinic": "proxy-clinic", "check": "proxy-check"}


@sensitive_post_parameters()
@LOOK_OR_SEND
@throttled(address="1200/m", cookie="30/m")
@identity.verified
def subject(request):
    """Name the person to book for."""
    form = SubjectForm(posted(request))
    if form.is_valid() and form.save(request.person):
        return redirect("proxy")
    return render(request, "proxies/subject.html", {"form": form})


def on_behalf(view):
    """A page of somebody who has named a person to book for; whoever has not does so first."""

    @wraps(view)
    @throttled(address="1200/m", cookie="60/m")
    @identity.verified
    def named(request, **more):
        mandate = mandates.held_by(request.person)
        if mandate is None:
            return redirect("proxy-subject")
        request.mandate = mandate
        return view(request, **more)

    return named


def render_for(request, template, context):
    """Every page says for whom it is, as the proxy named them."""
    mandate = request.mandate
    about = {"mandate": mandate, "subject": masked_name(mandate.subject.name), "way": WAY}
    return render(request, template, {**context, **about})


@require_safe
@on_behalf
def book(request):
    """May this person be booked for, and if not, exactly why and when."""
    answer = mandates.known_to_all(request.mandate.subject)
    return render_for(request, "proxies/book.html", {"answer": answer})


@require_safe
@on_behalf
def clinics(request):
    return render_for(request, "clinics/clinics.html", places.search_context(request))


@require_safe
@on_behalf
def clinic(request, pk):
    return render_for(request, "clinics/clinic.html", places.clinic_context(request, pk))


@LOOK_OR_SEND
@on_behalf
def check(request):
    """Look over the answers; sending them books."""
    form = ProxyBookingForm(posted(request))
    if form.is_valid():
        if booking := form.save(request.verification.pk, request.mandate):
            return see_other(f"booked-{booking.reference}")
        if not form.errors:
            return redirect("proxy-subject")
    wanted = SlotForm(form.data if form.is_bound else request.GET)
    if not wanted.is_valid():
        raise Http404
    slot = get_object_or_404(
        Slot.objects.select_related("clinic__district__province", "group__planned_as", "places"),
        pk=wanted.cleaned_data["slot"],
    )
    answer = mandates.known_to_all(request.mandate.subject)
    hindered = form.errors or obstacle(answer, slot)
    context = {
        "slot": slot,
        "form": form,
        "fresh": ProxyBookingForm(initial={"slot": slot.pk}),
        "obstacle": "" if form.errors else hindered,
        "others": instead(answer, slot) if hindered else [],
        "answer": answer,
    }
    return render_for(request, "proxies/check.html", context)


@sent_from("bookings")
@identity.verified
def end(request):
    """Book for this person no more."""
    mandates.end(request.person)
    return redirect("bookings")


@sent_from("bookings")
@identity.verified
def block(request):
    """Say whether others may book for oneself."""
    form = BlockForm(request.POST)
    if form.is_valid():
        form.save(request.person)
    return see_other("others")


@LOOK_OR_SEND
@identity.verified
def cancel(request, reference):
    """Give back a booking that one made for another."""
    booking = get_object_or_404(
        Booking.objects.select_related("slot__clinic", "slot__group", "slot__places"),
        maker__proxy=request.person,
        reference=reference,
    )
    form = CancelForm(posted(request))
    if form.is_bound and form.save(booking):
        return see_other("made")
    last_day = desk.last_day_to_cancel(booking)
    context = {
        "booking": booking,
        "form": form,
        "last_day": last_day,
        "too_late": last_day < localdate(request.verification.now),
        "over": booking.status not in desk.CANCELLABLE,
    }
    return render(request, "proxies/cancel.html", context)


def see_other(anchor):
    """To one's bookings, with the status that tells every browser to GET."""
    response = redirect("bookings")
    response["Location"] += f"#{anchor}"
    response.status_code = 303
    return response

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from accounts import channels, identity
from accounts.masking import masked_name
from accounts.throttle import throttled
from clinics.slots import look_up

from . import desk, eligibility, errands, papers
from .forms import BookingForm, CancelForm, ReminderForm, SlotForm, TellingForm
from .mine import bookings_of
from .models import Booking, ProxyBlock, WorkItem
from .models.bookings import ACTIVE
from .obstacles import instead, obstacle

#: Seconds after which a browser without script looks again whether a booking is confirmed.
LOOK_AGAIN = 2


@require_safe
@identity.verified
def book(request):
    """May I book, and if not, exactly why and when."""
    # Whoever is at the door was just asked.
    found = getattr(request.verification, "answer", None)
    answer = found or eligibility.explain(request.person)
    context = {"answer": answer, "asked": wishes(request.person) if answer.coming else ()}
    return render(request, "bookings/book.html", context)


def wishes(person):
    """The rounds of whose opening somebody wants to be reminded, by id."""
    return set(person.opening_reminders.values_list("round", flat=True))


@require_http_methods(["GET", "HEAD", "POST"])
def check(request):
    """Look over the answers; sending them books.

    The post does not ask first who this is: the statement that books knows. Nor is it
    counted: whoever is inside can book once. What is counted are looks and refusals.
    """
    form = BookingForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (booking := form.save(identity.verification_id(request))):
        return see_other(booking)
    return review(request, form)


@throttled(address=settings.BOOKINGS_PER_ADDRESS, cookie="30/m")
@identity.verified
def review(request, form):
    wanted = SlotForm(form.data if form.is_bound else request.GET)
    if not wanted.is_valid():
        raise Http404
    if (slot := look_up(wanted.cleaned_data["slot"])) is None:
        raise Http404
    answer = eligibility.explain(request.person)
    hindered = form.errors or obstacle(answer, slot)
    context = {
        "slot": slot,
        "name": masked_name(request.person.name),
        "interval": slot.group.interval_after(slot.places.date),
        "form": form,
        "fresh": BookingForm(initial={"slot": slot.pk}),
        "obstacle": "" if form.errors else hindered,
        "others": instead(answer, slot) if hindered else [],
        "answer": answer,
    }
    return render(request, "bookings/check.html", context)


@require_safe
@identity.verified
def bookings(request):
    """All of one's bookings, what is to come first, and how one is told of them."""
    return my_bookings(request, TellingForm(request.person))


@require_http_methods(["GET", "HEAD", "POST"])
@throttled(cookie="30/m")
@identity.verified
def telling(request):
    """Choose the language and the way of one's messages."""
    form = TellingForm(request.person, request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.save()
        return see_other(f"{reverse('bookings')}?saved#messages")
    return my_bookings(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@throttled(cookie="30/m")
@identity.verified
def remind(request):
    """Be reminded of a round's opening, or no longer."""
    if request.method != "POST":  # whoever had to verify first comes back without the form
        return redirect("bookings")
    form = ReminderForm(request.POST)
    if not form.is_valid():
        raise Http404
    known = "saved" if form.save(request.person) else "late"
    return see_other(f"{reverse('bookings')}?{known}#rounds")


def my_bookings(request, form):
    mine = sorted(all_own(request), key=lambda each: (each.slot.starts_at, each.dose))
    coming = [b for b in mine if b.status in (Booking.Status.HELD, Booking.Status.CONFIRMED)]
    past = [b for b in mine if b not in coming]
    context = {
        "coming": coming,
        "past": past,
        "wait": request.person.waits.to_tell(),
        "offers": request.person.offers.of_leftovers(),
        "form": form,
        "answer": eligibility.explain(request.person),
        "asked": wishes(request.person),
        "made": made_for_others(request.person),
        "notifies": "push" in channels.in_service(),
        "blocked": ProxyBlock.objects.filter(person=request.person).exists(),
    }
    return render(request, "bookings/bookings.html", context)


def made_for_others(person):
    """What a person booked for others: time, clinic and state, and nothing of whom."""
    made = Booking.objects.filter(maker__proxy=person).select_related("slot__clinic", "maker")
    return made.order_by("slot__starts_at")


@require_safe
@identity.verified
def booking(request, reference):
    """The truth about one booking, live: it says by itself when it is confirmed."""
    booking = own(request, reference)
    both = doses(request, booking)
    context = {
        "booking": booking,
        "doses": both,
        "code": lambda: papers.code(booking),
        "proxy": proxy_of(booking),
        "second": second_wanted(booking, both, localdate(request.verification.now)),
        "screening": asks_now(booking, localdate(request.verification.now)),
        "watching": booking.status == Booking.Status.HELD and "still" not in request.GET,
    }
    response = render(request, "bookings/booking.html", context)
    if context["watching"]:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


@require_safe
@identity.verified
def calendar(request, reference):
    """The doses that are confirmed, as a file for a calendar."""
    both = doses(request, own(request, reference))
    confirmed = [dose for dose in both if dose.status == Booking.Status.CONFIRMED]
    if not confirmed:
        raise Http404
    response = HttpResponse(papers.calendar(confirmed), content_type="text/calendar")
    response["Content-Disposition"] = f'attachment; filename="{reference}.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@identity.verified
def cancel(request, reference):
    """Ask once more, then give the place back."""
    booking = own(request, reference)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.save(booking):
        return see_other(booking)
    if not form.is_bound and booking.status not in desk.CANCELLABLE:
        return redirect(booking)
    last_day = desk.last_day_to_cancel(booking)
    context = {
        "booking": booking,
        "doses": doses(request, booking),
        "form": form,
        "last_day": last_day,
        "too_late": not booking.come_by and last_day < localdate(request.verification.now),
    }
    return render(request, "bookings/cancel.html", context)


def own(request, reference):
    """One of this person's bookings; somebody else's does not exist."""
    for booking in all_own(request):
        if booking.reference == reference:
            return booking
    raise Http404


def asks_now(booking, today):
    """Whether the health questions before this dose can be answered today."""
    return booking.status == Booking.Status.CONFIRMED and desk.screening_opens(booking) <= today


def proxy_of(booking):
    """Who booked for this person and what they said they are to each other, if anybody did."""
    maker = getattr(booking, "maker", None)
    if maker and maker.proxy:
        relationship = maker.get_relationship_display()
        return {"name": masked_name(maker.proxy.name), "relationship": relationship}
    return None


def doses(request, booking):
    """The booking with the one that belongs to it, first dose first."""
    first = booking.first_dose_id or booking.pk
    return [each for each in all_own(request) if first in (each.pk, each.first_dose_id)]


def all_own(request):
    """Nobody has more than a few: all of them are one look."""
    if not hasattr(request, "bookings"):
        request.bookings = bookings_of(request.person)
    return request.bookings


def second_wanted(booking, both, today):
    """What to say to somebody whose second dose has no place; None when nothing is missing."""
    if booking.dose != 1 or booking.status not in (
        Booking.Status.CONFIRMED,
        Booking.Status.COMPLETED,
    ):
        return None
    if any(each.dose == 2 and each.status in ACTIVE for each in both):
        return None
    errand = errands.to_find_second(booking)
    if errand is None or errand.last < today:
        return None
    item = booking.work.filter(kind=WorkItem.Kind.SECOND_DOSE).order_by("pk").last()
    return {"open": item and item.resolved_at is None, "note": item and item.note}


def see_other(to):
    """Post/Redirect/Get, with the status that tells every browser to GET."""
    response = redirect(to)
    response.status_code = 303
    return response

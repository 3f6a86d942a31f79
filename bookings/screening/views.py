"""The citizen's page of the screening questions, from the day before the visit on."""

from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from accounts import identity
from accounts.onward import sent_from
from accounts.throttle import throttled
from bookings import desk
from bookings.models.bookings import Status
from bookings.views import own, see_other

from .forms import ScreeningForm


@require_http_methods(["GET", "HEAD", "POST"])
@throttled(address="1200/m", cookie="30/m")
@identity.verified
def screening(request, reference):
    """Answer the questions, look the answers over, or read from when on that is possible."""
    booking = own(request, reference)
    if booking.status != Status.CONFIRMED:
        return redirect(booking)
    form = ScreeningForm(booking, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save():
        return see_other(booking)
    opens = desk.screening_opens(booking)
    context = {
        "booking": booking,
        "form": form,
        "opens": opens,
        "early": localdate(request.verification.now) < opens,
    }
    return render(request, "bookings/screening.html", context)


@sent_from("booking", "reference")
@throttled(address="1200/m", cookie="30/m")
@identity.verified
def erase(request, reference):
    """Take one's answers back."""
    booking = own(request, reference)
    desk.withdraw(booking)
    return see_other(booking)

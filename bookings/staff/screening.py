"""What somebody answered before a dose, on the desk of the clinic's staff."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.clock import now
from accounts.models import AccessRecord
from accounts.records import record
from bookings import desk
from bookings.models import Screening
from bookings.screening import questions
from bookings.screening.forms import ScreeningForm

from .day.pages import day_of, their_booking
from .pages import days_work, render_page, staff_page


@staff_page("bookings.attend_booking")
@require_http_methods(["GET", "HEAD", "POST"])
def screening(request, reference):
    """Read the answers, ask at the desk, or note that a doctor looked at them."""
    booking = their_booking(request, reference)
    record(request.user, AccessRecord.Act.VIEW, booking.person, "screening", request)
    if request.method == "POST" and "agree" in request.POST:
        desk.agree(booking, request.user)
        return redirect(day_of(booking))
    form = ScreeningForm(booking, request.POST or None, staff=request.user)
    if form.is_valid() and form.save():
        messages.success(request, _("Recorded for %(reference)s.") % {"reference": reference})
        return redirect(day_of(booking))
    kept = Screening.objects.filter(booking=booking).select_related("staff", "agreed_by").first()
    context = {
        "title": _("Health questions"),
        "booking": booking,
        "routine": days_work(request, booking.slot.places.date == localdate(now())),
        "form": form,
        "back": day_of(booking),
        "screening": kept,
        "answers": kept and readable(kept),
        "waiting": booking.status in desk.WAITING,
    }
    return render_page(request, "staff/screening.html", context)


def readable(screening):
    """The questions answered with yes, as they were asked, and the words beside them."""
    asked = questions.versions()[screening.version]
    answers = screening.answers
    return {**answers, "yes": [each for each in asked if each.code in answers["yes"]]}

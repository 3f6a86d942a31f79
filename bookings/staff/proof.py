from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.clock import now
from accounts.models import AccessRecord
from accounts.records import record
from bookings.proof.papers import paper

from .day.pages import day_of, their_booking
from .pages import render_page, staff_page


@staff_page("bookings.attend_booking")
@require_safe
def proof(request, reference):
    """Print the proof of somebody who is booked at one of this member's clinics."""
    booking = their_booking(request, reference)
    printed = paper(request, booking.person)
    if printed is None:
        raise Http404
    record(request.user, AccessRecord.Act.REVEAL, booking.person, "proof of vaccination", request)
    context = {"title": _("Proof of vaccination"), "back": day_of(booking), "now": now()}
    return render_page(request, "staff/proof.html", {**printed, **context})

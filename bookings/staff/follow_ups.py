"""Missed appointments to call: who, until when, and what came of each call."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.records import record_people
from accounts.staff.revealing import revealed
from bookings import follow_ups
from bookings.models import FollowUp

from .forms import VisitForm
from .pages import days_work, render_page, staff_page
from .todo import MOST

MAY = "bookings.attend_booking"
PAGE = 50


class OutcomeForm(VisitForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of the call"), choices=FollowUp.Outcome.choices
    )

    def write(self, staff):
        follow_ups.note(self.booking, staff, self.cleaned_data["outcome"])


def theirs(request):
    """Whom this member's clinics have to call."""
    return follow_ups.list_of(request.user).select_related(
        "person", "slot__clinic", "slot__places", "slot__group", "vaccine"
    )


def newest(bookings):
    """The ids of the newest bookings, by their appointment, and whether there are more: to sort a
    country's would take longer than anybody waits for a page, and nobody calls more than these."""
    found = list(bookings.values_list("pk", "slot__starts_at")[: MOST + 1])
    latest = sorted(found[:MOST], key=lambda each: each[1], reverse=True)
    return [pk for pk, _when in latest], len(found) > MOST


def with_calls(bookings):
    """With how often somebody tried."""
    called = FollowUp.Outcome
    return bookings.annotate(
        tries=Count("follow_ups", filter=Q(follow_ups__outcome=called.NOT_REACHED)),
        wants=Count("follow_ups", filter=Q(follow_ups__outcome=called.REBOOK)),
        last_call=Max("follow_ups__at"),
    )


@staff_page(MAY)
@require_safe
def missed(request):
    """All that are to be called, masked."""
    found, more = newest(theirs(request))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    page.object_list = with_calls(theirs(request).filter(pk__in=page.object_list)).order_by(
        "-slot__starts_at", "pk"
    )
    record_people(request, [booking.person_id for booking in page])
    context = {"title": _("Missed appointments to call"), "page": page, "most": more and MOST}
    return render_page(request, "staff/missed.html", context)


@staff_page(MAY)
@require_safe
def one(request, reference):
    """One of them, with the phone once it was asked for."""
    booking = theirs(request).filter(reference=reference).first()
    if booking is None:
        messages.info(request, _("This person need not be called any more."))
        return redirect("staff-missed")
    return render_one(request, booking, OutcomeForm(booking))


def render_one(request, booking, form):
    record_people(request, [booking.person_id])
    context = {"title": _("Call after a missed appointment"), "booking": booking, "form": form}
    context["routine"] = days_work(request)
    context["readable"] = booking.person_id in revealed(request)
    context["calls"] = booking.follow_ups.select_related("staff").order_by("-pk")
    return render_page(request, "staff/missed_one.html", context)


@staff_page(MAY)
@require_POST
def called(request, reference):
    """Keep what came of the call."""
    booking = get_object_or_404(theirs(request), reference=reference)
    form = OutcomeForm(booking, request.POST)
    if form.is_valid() and form.save(request.user):
        messages.success(request, _("Recorded for %(reference)s.") % {"reference": reference})
        return redirect("staff-missed")
    return render_one(request, booking, form)

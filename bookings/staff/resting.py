"""Messages that no gateway took: who could not be told, since when, and what becomes of them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import BinaryField
from django.db.models.functions import Cast
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.crypto import opened
from accounts.masking import masked_phone
from accounts.records import record_people
from accounts.staff.revealing import revealed
from bookings.models import Notification

from .forms import RestingForm
from .pages import days_work, render_page, staff_page

#: Rows on a page; each is a field of the form (``DATA_UPLOAD_MAX_NUMBER_FIELDS``).
PAGE = 50


@staff_page("bookings.retry_notification")
@require_http_methods(["GET", "HEAD", "POST"])
def resting(request):
    """The messages that rest, the oldest first, to be sent again or set aside."""
    rows = Notification.objects.seen_by(request.user).resting()
    form = RestingForm(rows, request.POST if request.method == "POST" else None)
    if form.is_valid():
        count = form.save(request)
        messages.success(
            request,
            ngettext("%(count)d message is settled.", "%(count)d messages are settled.", count)
            % {"count": count},
        )
        return redirect("staff-messages")
    page = Paginator(with_facts(rows), PAGE).get_page(request.GET.get("page"))
    for message in page:
        phone = opened(message.sealed_phone) or ""
        message.phone = phone if message.person_id in revealed(request) else masked_phone(phone)
    people = [message.person_id for message in page]
    record_people(request, people)
    context = {"title": _("Messages not delivered"), "form": form, "page": page, "people": people}
    # Whom a clinic could not reach its staff ring up.
    context["routine"] = days_work(request)
    return render_page(request, "staff/messages.html", context)


def with_facts(rows):
    """The phones stay sealed here: one that no key opens must not take the page away."""
    return (
        rows.select_related("booking__slot__clinic", "round")
        .annotate(sealed_phone=Cast("person__phone", BinaryField()))
        .order_by("rested_at", "pk")
    )

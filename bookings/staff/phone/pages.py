from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import AccessRecord, Call
from accounts.records import record
from accounts.staff.revealing import name_for, phone_for
from bookings.staff.pages import render_page, staff_page

MAY = "bookings.book_by_phone"


def during_call(view):
    """A page of one's own call while it lasts; whoever else asks, or later, starts anew."""

    @staff_page(MAY)
    @wraps(view)
    def called(request, call, **more):
        mine = Call.objects.live().select_related("person", "staff").filter(staff=request.user)
        call = mine.filter(pk=call).first()
        if call is None:
            messages.warning(request, _("This call has ended. Please find the caller again."))
            return redirect("staff-phone")
        return view(request, call, **more)

    return called


def render_call(request, call, template, context):
    """Every page says whom it is about: showing one is a look, and written down first."""
    record(request.user, AccessRecord.Act.VIEW, call.person, call.reason, request)
    person = call.person
    about = {"name": name_for(request, person), "phone": phone_for(request, person)}
    return render_page(request, f"staff/phone/{template}.html", {"call": call, **about, **context})

from functools import wraps

from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import AccessRecord, Call
from accounts.records import record
from accounts.staff.revealing import name_for, phone_for
from bookings.staff.pages import render_page
from clinics.models import Clinic

#: Who may work with people that come by which door.
MAY = {
    Call.Door.TELEPHONE: "bookings.book_by_phone",
    Call.Door.CLINIC: "bookings.book_at_clinic",
}
#: Where each door's work begins.
START = {Call.Door.TELEPHONE: "staff-phone", Call.Door.CLINIC: "staff-walk-in"}


def during_call(view=None, doors=tuple(Call.Door)):
    """A page of one's own call while it lasts; whoever else asks, or later, starts anew.

    :param doors: the page is for people that came by these.
    """
    if view is None:
        return lambda view: during_call(view, doors)

    @site.admin_view
    @wraps(view)
    def called(request, call, **more):
        mine = [door for door in doors if request.user.has_perm(MAY[door])]
        if not mine:
            raise PermissionDenied
        live = Call.objects.live().select_related("person", "staff")
        call = live.filter(staff=request.user, door__in=mine, pk=call).first()
        if call is None:
            messages.warning(request, _("This call has ended. Please find the caller again."))
            return redirect(START[mine[0]])
        return view(request, call, **more)

    return called


def clinics_of(call):
    """The clinics at which somebody can be booked who came by this door."""
    if call.door == Call.Door.CLINIC:
        return Clinic.objects.filter(staff=call.staff)
    return Clinic.objects.all()


def bookings_of(call):
    """The person's bookings, of which a clinic sees its own."""
    return call.person.bookings.filter(slot__clinic__in=clinics_of(call))


def render_call(request, call, template, context):
    """Every page says whom it is about: showing one is a look, and written down first."""
    record(request.user, AccessRecord.Act.VIEW, call.person, call.reason, request)
    person = call.person
    about = {"name": name_for(request, person), "phone": phone_for(request, person)}
    about |= {"call": call, "telephone": call.door == Call.Door.TELEPHONE}
    return render_page(request, f"staff/phone/{template}.html", {**about, **context})

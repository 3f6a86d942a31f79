from functools import wraps

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from bookings.models import Booking
from bookings.staff.pages import staff_page
from clinics.models import Clinic

MAY = "bookings.attend_booking"


def desk_page(view):
    """A page of the desk: for whoever attends bookings, and with leave to use the camera."""

    @staff_page(MAY)
    @wraps(view)
    def page(request, **more):
        response = view(request, **more)
        response["Permissions-Policy"] = "camera=(self), microphone=()"
        return response

    return page


def their_clinics(request):
    return Clinic.objects.staffed_by(request.user)


def their_booking(request, reference):
    """The booking at one of this member's own clinics; another clinic's is a 404."""
    return get_object_or_404(
        Booking.objects.select_related(
            "person", "slot__places", "slot__clinic", "slot__group__planned_as", "vaccine",
            "screening", "changed_by", "first_dose__vaccine", "first_dose__slot__places",
            "first_dose__slot__group__planned_as",
        ),
        reference=reference,
        slot__clinic__in=Clinic.objects.staffed_by(request.user),
    )  # fmt: skip


def day_of(booking):
    query = QueryDict(mutable=True)
    query.update({"clinic": booking.slot.clinic_id, "date": booking.slot.places.date.isoformat()})
    return f"{reverse('staff-day')}?{query.urlencode()}#{booking.reference}"

from functools import wraps

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.records import record_people
from bookings.models import Waitlist
from bookings.places.affected import affected
from bookings.staff.pages import days_work, render_page, staff_page
from clinics.models import Clinic

MAY = "clinics.manage_places"


def of_a_clinic(view):
    """A page about one clinic that this member works for; another clinic's is a 404."""

    @staff_page(MAY)
    @wraps(view)
    def page(request, pk, *args, **kwargs):
        mine = Clinic.objects.staffed_by(request.user)
        return view(request, get_object_or_404(mine, pk=pk), *args, **kwargs)

    return page


def week_of(clinic, date):
    query = QueryDict(mutable=True)
    query["week"] = date.isoformat()
    return f"{reverse('staff-places-week', args=[clinic.pk])}?{query.urlencode()}"


def waiting(clinic, first, last):
    """How many wait for a place in this clinic's district on these days."""
    regions = [clinic.district_id, clinic.district.province_id]
    entries = Waitlist.objects.filter(state="waiting", region__in=regions)
    return entries.filter(from_date__lte=last, to_date__gte=first).count()


def concerned(request, slots, capacities):
    """What the page shows of those who would have no place; seeing them is written down first."""
    bookings = list(affected(slots, capacities))
    people = [booking.person_id for booking in bookings]
    record_people(request, people)
    return {"bookings": bookings, "people": people, "routine": days_work(request)}


def render_places(request, clinic, template, context):
    return render_page(request, f"staff/places/{template}.html", {"clinic": clinic, **context})

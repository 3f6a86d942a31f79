from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from accounts import identity
from accounts.throttle import throttled
from bookings import eligibility
from bookings.views import see_other

from .forms import LeaveForm, WishForm


@require_http_methods(["GET", "HEAD", "POST"])
@throttled(address=settings.BOOKINGS_PER_ADDRESS, cookie="30/m")
@identity.verified
def wait_for_a_place(request):
    """Say where and when one would come, and be told when a place comes free."""
    asked = {name: request.GET.get(name, "") for name in ("region", "from", "to")}
    wish = {"region": asked["region"], "from_date": asked["from"], "to_date": asked["to"]}
    form = WishForm(request.POST if request.method == "POST" else None, initial=wish)
    if form.is_valid() and form.save(request.verification.pk):
        return see_other("bookings")
    context = {
        "form": form,
        "answer": eligibility.explain(request.person),
        "entry": request.person.waits.on_list().first(),
        "minutes": int(settings.OFFER_TIME.total_seconds() // 60),
        "hours": settings.OFFERS_BY_DAY,
    }
    return render(request, "bookings/waitlist.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@identity.verified
def leave(request, pk):
    """Ask once more, then give up the place in line."""
    entry = get_object_or_404(request.person.waits.select_related("region__province"), pk=pk)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.save(entry):
        return see_other("bookings")
    return render(request, "bookings/leave_waitlist.html", {"entry": entry, "form": form})

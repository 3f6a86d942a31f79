"""The early lane's page: for whom it is, until when, and what the receipt is good for."""

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import identity
from accounts.refusals import Refused
from accounts.throttle import throttled
from bookings import eligibility
from portal.entrance import turn_comes_with
from portal.waiting import draw, places
from portal.waiting.models import Line, Place


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@throttled(cookie="60/m")
def early(request):
    if request.method == "POST" or identity.live(request):
        return mine(request)
    return render(request, "waiting/early.html", {"line": Line.objects.enrolling().first()})


@identity.verified
def mine(request):
    """Enrol whom the line is for; who could not book at its opening is told why instead."""
    answer = eligibility.explain(request.person)
    line = next((li for li in Line.objects.enrolling() if turn_comes_with(li, answer)), None)
    context = {"line": line}
    if request.method == "POST" and line:
        try:
            draw.enrol(line, request.verification)
            return redirect("wait-early")
        except Refused as refusal:
            context["refusal"] = refusal
    place = enrolled(request.person, line)
    if place:
        context["elsewhere"] = not places.take_over(place, request.verification)
    elif line is None and Line.objects.enrolling().exists():
        return redirect("book")
    return render(request, "waiting/early.html", {**context, "place": place})


def enrolled(person, line):
    """The person's place in the early lane of a line, or of the last one still going; or None."""
    early = person.places.filter(lane=Place.Lane.EARLY, line__ended_at=None)
    if line:
        early = early.filter(line=line)
    return early.select_related("line", "verification").order_by("line__opens_at").last()

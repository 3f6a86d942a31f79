"""Which way a visitor goes next: verify, be told why not, wait, or book.

The only room that knows both the waiting room and who may book when.
"""

from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts import identity
from bookings import eligibility
from portal.waiting import bulletin, passes
from portal.waiting.models import Line
from portal.waiting.passes import Answer

#: The one page that explains instead of booking, so that it needs no pass to say no.
EXPLAINS = "/book/"


def away(request):
    """Where somebody without a pass goes instead, or nothing: they were let in just now.

    :raises DatabaseError: when nobody can tell.
    """
    verification = identity.live(request)
    if verification is None:
        return redirect("wait") if bulletin.read().queueing else to_verify(request)
    answer = eligibility.explain(verification.person)
    if answer.may_book:
        let_in = passes.walk_in(verification) == Answer.INSIDE
        return None if let_in else redirect("wait")
    if turn_comes_with(Line.objects.current(), answer):
        return redirect("wait")
    return None if request.path_info == EXPLAINS else redirect("book")


def to_verify(request):
    """To verifying, and from there back to what was asked for, if that can be asked again."""
    onward = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("book")
    return redirect(f"{reverse('verify')}?{urlencode({'next': onward})}")


def instead_of_waiting(verification, line):
    """Where somebody verified goes who need not wait, or would wait in vain; else nothing."""
    answer = eligibility.explain(verification.person)
    if not (answer.may_book or turn_comes_with(line, answer)):
        return reverse("book")
    if answer.may_book and passes.walk_in(verification) == Answer.INSIDE:
        return reverse("book")
    return None


def turn_comes_with(line, answer):
    """Whether a round that takes this person in opens when the line does, or before."""
    booked = {booking.campaign_id for booking in answer.bookings}
    return any(
        version.opens_at <= line.opens_at and version.round.campaign_id not in booked
        for version in answer.coming
    )


@never_cache
def paused(request):
    """What everybody is told while nobody can tell who has a pass."""
    response = render(request, "waiting/paused.html", status=503)
    response["Refresh"] = response["Retry-After"] = "15"
    return response

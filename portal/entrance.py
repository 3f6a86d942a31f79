"""Which way a visitor goes next: verify, be told why not, wait, or book.

The only room that knows both the waiting room and who may book when.
"""

from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts import identity
from accounts.throttle import throttled
from bookings import eligibility
from bookings.proxies import mandates
from portal.waiting import bulletin, passes, wanted
from portal.waiting.models import Line
from portal.waiting.passes import Answer

#: The one page that explains instead of booking, so that it needs no pass to say no.
EXPLAINS = "/book/"


def away(request):
    """Where somebody without a pass goes instead, or nothing: they were let in just now.

    :raises DatabaseError: when nobody can tell.
    """
    verification = identity.of(request)
    if verification is None:
        return to_wait(request) if bulletin.read().queueing else to_verify(request)
    return knock(request, verification)


@throttled(cookie="120/m")
def knock(request, verification):
    """As ``away``, for somebody verified: one after the other asks whether there is room."""
    match way(verification, Line.objects.current):
        case Answer.INSIDE:
            return None
        case Answer.REFUSED:
            return None if request.path_info == EXPLAINS else redirect("book")
    return to_wait(request)


def way(verification, line):
    """What becomes of somebody verified: they are let in, refused with a reason, or wait.

    Whoever may not book for themselves comes in, or waits, for the person they named.

    :param line: called for the :class:`Line` in which they would wait.
    :returns: an :class:`Answer`.
    """
    # The page that explains says what was found here.
    verification.answer = eligibility.explain(verification.person)
    answers = [verification.answer]
    if not answers[0].may_book and (theirs := mandates.answer_for(verification.person)):
        answers.append(theirs)
    if any(answer.may_book for answer in answers):
        return passes.walk_in(verification)
    comes = any(turn_comes_with(line(), answer) for answer in answers)
    return Answer.FULL if comes else Answer.REFUSED


def to_verify(request):
    """To verifying, and from there back: every page inside can be looked at."""
    onward = urlencode({"next": request.get_full_path()})
    return redirect(f"{reverse('verify')}?{onward}")


def to_wait(request):
    """To the waiting room, which remembers what was asked for; what was sent was not received."""
    response = redirect(f"{reverse('wait')}?late" if request.method == "POST" else "wait")
    response.status_code = 303
    wanted.remember(response, request.get_full_path())
    return response


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

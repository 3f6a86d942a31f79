from urllib.parse import urlencode

from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts import identity
from accounts.refusals import Refused

from . import bulletin, numbers, pages, passes, places, tickets
from .models import Line
from .passes import Answer


@require_safe
def status(request):
    """The bulletin itself, for where no nginx serves the file."""
    response = JsonResponse(bulletin.read().words, json_dumps_params={"ensure_ascii": False})
    patch_cache_control(response, public=True, max_age=1)
    return response


@require_safe
@never_cache
def wait(request, *, instead):
    """Where one stands. Whoever only holds a number costs neither database nor store.

    :param instead: says where a verification goes instead of waiting in a line, or nothing.
    """
    verification = identity.live(request)
    if verification is None:
        return pages.number(request, bulletin.read(), tickets.read(request))
    request.verification, request.person = verification, verification.person
    place = places.of(verification.person)
    if place is None or place.entered_at:
        line = Line.objects.current()
        if to := instead(verification, line):
            return redirect(to)
        if place is None or place.line_id != line.pk:
            try:
                place = claimed(request, line, verification)
            except numbers.Unavailable:
                return pages.no_number(request)
    response = pages.place(request, place, mine=places.take_over(place, verification))
    if identity.extend(verification):
        identity.begin(response, verification)
    return response


def claimed(request, line, verification):
    """Turn the number in the cookie, or a new one, into the person's place."""
    ticket = tickets.read(request)
    if ticket and ticket.line == line.pk:
        try:
            return places.claim(line, ticket.number, verification)
        except Refused:
            pass  # a copy: the place page shows the new number as what it is
    places.claim(line, numbers.take(line.pk), verification)
    return places.of(verification.person)


@csrf_exempt
@require_POST
@never_cache
def join(request):
    """Take a number. It needs no token, so that the page with the button is the same for all;
    a foreign site's form comes without cookies and must not replace a good number by a late one."""
    if not from_here(request):
        return redirect("wait")
    verification = identity.live(request)
    try:
        if verification:
            if place := places.of(verification.person):
                again(place)
            return see_wait()
        board = bulletin.read()
        if not board.queueing:
            return redirect(f"{reverse('verify')}?{urlencode({'next': reverse('book')})}")
        response = see_wait()
        if board.line and (ticket := next_number(request, board.line)):
            tickets.hand_out(response, ticket)
    except numbers.Unavailable:
        return pages.no_number(request)
    return response


def next_number(request, line):
    """A ticket for whoever is not verified, or None: the one they hold stays good in its line.

    :raises numbers.Unavailable: when the store does not answer.
    """
    ticket = tickets.read(request)
    if ticket and ticket.line == line:
        return None
    return tickets.issue(line, numbers.take(line))


def again(place):
    """A new number for whoever let the old one pass, in the line of now."""
    if place.lapsed_at or place.entered_at:
        places.queue_again(place, numbers.take(place.line_id))


@require_POST
@never_cache
def enter(request):
    """Go in, having been called."""
    verification = identity.live(request)
    if verification is None:
        return redirect(f"{reverse('verify')}?{urlencode({'next': reverse('wait')})}")
    place = places.of(verification.person)
    answer = passes.enter(place, verification) if place else Answer.NOT_CALLED
    if answer == Answer.INSIDE:
        return redirect("book")
    if answer == Answer.FULL:
        return pages.full(request)
    return see_wait()


def from_here(request):
    """Whether our own page sent a form, as every browser of the last years says."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    own = f"{request.scheme}://{request.get_host()}"
    return origin in (None, own) and site in ("same-origin", "none")


def see_wait():
    response = redirect("wait")
    response.status_code = 303
    return response

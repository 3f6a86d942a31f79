from urllib.parse import urlencode, urlsplit

from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts import identity
from accounts.refusals import Refused
from accounts.throttle import throttled

from . import bulletin, numbers, pages, passes, places, puzzle, tickets, wanted
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
def task(request):
    """A task for one browser. It costs a signature; solving it costs more than asking for it."""
    return JsonResponse(puzzle.new())


@require_safe
@never_cache
def wait(request, *, way):
    """Where one stands. Whoever only holds a number costs neither database nor store.

    :param way: says what becomes of a verification that stands in no line, as ``Answer``.
    """
    verification = identity.live(request)
    if verification is None:
        return pages.number(request, bulletin.read(), tickets.read(request))
    request.verification, request.person = verification, verification.person
    return mine(request, verification, way)


@throttled(cookie="120/m")
def mine(request, verification, way):
    """For whoever is verified: each question costs the database a few."""
    place, ticket = places.of(verification.person), None
    if place is None or place.over or place.to_be_drawn:
        line = Line.objects.current()
        answer = way(verification, lambda: line)
        if answer == Answer.INSIDE:
            return wanted.go_on(request)
        if answer == Answer.ELSEWHERE:
            return pages.elsewhere(request)
        if answer == Answer.REFUSED and (place is None or place.over):
            return redirect("book")
        if answer == Answer.FULL and (place is None or place.line_id != line.pk):
            try:
                place, ticket = claimed(request, line, verification)
            except numbers.Unavailable:
                return pages.no_number(request)
    response = pages.place(request, place, mine=places.take_over(place, verification))
    if ticket:
        tickets.hand_out(response, ticket)
    if identity.extend(verification):
        identity.begin(response, verification)
    return response


def claimed(request, line, verification):
    """Turn the number in the cookie, or a new one, into the person's place.

    :returns: the place, and the ticket when it is a new one: with it the page says the same
        after the proof of identity has run out.
    """
    ticket = tickets.read(request)
    own = line if ticket and ticket.line == line.pk else None
    if ticket and not own:
        own = Line.objects.begun().filter(pk=ticket.line).first()
    if own:
        try:
            place = places.claim(own, ticket.number, verification)
            if not place.over:
                return place, None
        except Refused:
            pass  # a copy: the page shows the new number as what it is
    ticket = tickets.issue(line.pk, numbers.take(line.pk))
    return places.claim(line, ticket.number, verification), ticket


@csrf_exempt
@never_cache
@throttled(cookie="60/m")
def join(request, *, way):
    """Take a number. It needs no token, so that the page with the button is the same for all;
    a foreign site's form comes without cookies and must not replace a good number by a late one.

    :param way: as ``wait`` takes it.
    """
    if request.method != "POST" or not from_here(request):
        return see_wait()
    verification = identity.live(request)
    try:
        if verification:
            return join_again(request, verification, way)
        board = bulletin.read()
        if not board.queueing:
            return to_verify("book")
        if board.puzzle and not keeps(request, board) and not answered(request):
            return to_verify("wait")
        response = see_wait()
        if board.line and (ticket := next_number(request, board)):
            tickets.hand_out(response, ticket)
    except numbers.Unavailable:
        return pages.no_number(request)
    return response


def next_number(request, board):
    """A ticket for whoever is not verified, or None: the one they hold stays good in its line.

    :raises numbers.Unavailable: when the store does not answer.
    """
    if keeps(request, board):
        return None
    return tickets.issue(board.line, numbers.take(board.line))


def keeps(request, board):
    ticket = tickets.read(request)
    return ticket is not None and board.going(ticket.line) is not None


def answered(request):
    return puzzle.solved(request.POST.get("altcha", ""))


def join_again(request, verification, way):
    """A new number for whoever let the old one pass, or whose time inside is over.

    Only in the line of now: a late number of an older one would be called before all of it.
    """
    response = see_wait()
    place, line = places.of(verification.person), Line.objects.current()
    if place and place.over and place.line_id == line.pk:
        if way(verification, lambda: line) != Answer.FULL:
            return response
        ticket = tickets.issue(line.pk, numbers.take(line.pk))
        if places.queue_again(place, ticket.number):
            tickets.hand_out(response, ticket)
    return response


@never_cache
@throttled(cookie="60/m")
def enter(request):
    """Go in, having been called."""
    if request.method != "POST":
        return see_wait()
    verification = identity.live(request)
    if verification is None:
        return to_verify("wait")
    place = places.of(verification.person)
    answer = passes.enter(place, verification) if place else Answer.NOT_CALLED
    if answer == Answer.INSIDE:
        return wanted.go_on(request)
    return see_wait("?full" if answer == Answer.FULL else "")


def from_here(request):
    """Whether our own page sent a form: browsers say so, older ones by the origin alone.

    The scheme of an origin is not compared: who ends TLS before us may not tell us of it.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    try:
        return origin is None or urlsplit(origin).netloc == request.get_host()
    except ValueError:  # no address at all: "http://[", say
        return False


def to_verify(onward):
    return redirect(f"{reverse('verify')}?{urlencode({'next': reverse(onward)})}")


def see_wait(note=""):
    response = redirect(reverse("wait") + note)
    response.status_code = 303
    return response

"""The pages of the waiting room, each with the pace at which it asks again."""

from django.shortcuts import redirect, render
from django.urls import reverse

from . import bulletin, pacing
from .models import CALL_LASTS

#: Set by ``static/wait.js``: a page that asks by itself needs no header that reloads it.
SCRIPT_COOKIE = "asks"
#: Seconds after which somebody called, or turned away at a full room, looks again.
CALLED, FULL = 15, 3


def number(request, board, ticket):
    """For whoever is not verified: told from the number in the cookie and the bulletin alone."""
    if ticket and ticket.line == board.line:
        position = board.position(ticket.number)
        return standing(request, board, position, board.ahead(position), {"ticket": ticket})
    if not board.queueing:
        return redirect("book")
    asked = pacing.UNKNOWN * 3
    return page(request, "take", asked, {"board": board, "stale": ticket is not None})


def place(request, place, mine):
    """For whoever is verified: the row decides, and is asked each time."""
    board = bulletin.read()
    if not mine:
        return page(request, "elsewhere", None, {"place": place})
    if place.lapsed_at or place.entered_at:
        return page(request, "missed", None, {"place": place})
    if place.called_at:
        until = place.called_at + CALL_LASTS
        return page(request, "called", CALLED, {"until": until, "place": place, "board": board})
    if place.number is None:
        return page(request, "enrolled", 60, {"place": place, "board": board})
    ahead = max(0, place.position - 1 - place.line.served)
    return standing(request, board, place.position, ahead, {"place": place})


def standing(request, board, position, ahead, more):
    rate = board.rate
    asks = pacing.pace(ahead, rate)
    if board.not_open_yet:
        asks = pacing.before_opening(board.seconds_to_opening)
    context = {
        "board": board,
        "position": position,
        "ahead": ahead,
        "eta": None if board.not_open_yet else pacing.eta(ahead, rate),
        **more,
    }
    return page(request, "standing", asks, context)


def page(request, state, asks, context, status=200):
    context = {"state": state, **context}
    watching = asks is not None and "still" not in request.GET
    response = render(
        request, "waiting/wait.html", {**context, "watching": watching}, status=status
    )
    if watching and SCRIPT_COOKIE not in request.COOKIES:
        response["Refresh"] = f"{pacing.jittered(asks)}; url={reverse('wait')}"
    return response


def no_number(request):
    """The store is gone: who has a number keeps it, who has none gets one later."""
    response = render(request, "waiting/paused.html", status=503)
    seconds = pacing.jittered(15)
    response["Refresh"], response["Retry-After"] = f"{seconds}; url={reverse('wait')}", str(seconds)
    return response


def full(request):
    return page(request, "full", FULL, {})

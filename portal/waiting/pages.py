"""The pages of the waiting room, each with the pace at which it asks again."""

from django.shortcuts import redirect, render
from django.urls import reverse

from . import bulletin, pacing
from .models import CALL_LASTS

#: Set by ``static/wait.js``: a page that asks by itself needs no header that reloads it.
SCRIPT_COOKIE = "asks"
#: Seconds after which somebody called, or turned away at a full room, looks again.
CALLED, FULL = 15, 3
#: Seconds for whoever only waits for a draw, and until a verified person's page is fetched anew.
ENROLLED, RENEW = 60, 600


def number(request, board, ticket):
    """For whoever is not verified: told from the number in the cookie and the bulletin alone."""
    if ticket and board.going(ticket.line) is not None:
        position = board.position(ticket.number, ticket.line)
        ahead = board.ahead(position, ticket.line)
        return standing(request, board, ticket.line, position, ahead)
    if not board.queueing:
        return redirect("book")
    if board.line is None:  # nobody tells of any line: a number may be good, and there is none
        return no_number(request)
    asked = pacing.UNKNOWN * 3
    return page(request, "take", asked, {"board": board, "stale": ticket is not None})


def place(request, place, mine):
    """For whoever is verified: the row decides, and is asked each time."""
    board = bulletin.read()
    if not mine:
        return elsewhere(request)
    context = {"place": place, "line": place.line_id, "board": board}
    if place.over:
        return page(request, "missed", None, context)
    if place.called_at:
        state = "full" if "full" in request.GET and board.state != bulletin.PAUSED else "called"
        asks = FULL if state == "full" else CALLED
        return page(request, state, asks, {"until": place.called_at + CALL_LASTS, **context})
    if place.to_be_drawn:
        return page(request, "enrolled", ENROLLED, context)
    ahead = max(0, place.position - 1 - place.line.served)
    return standing(request, board, place.line_id, place.position, ahead, place)


def elsewhere(request):
    """For the older of two devices; it follows nothing any more."""
    return page(request, "elsewhere", None, {})


def standing(request, board, line, position, ahead, place=None):
    # An older line, still going beside the one the bulletin is about, has no measured rate.
    current = line == board.line
    rate, before = (board.rate, board.not_open_yet) if current else (0, False)
    asked = asks(board, ahead) if current else pacing.pace(ahead, rate)
    context = {
        "board": board,
        "line": line,
        "place": place,
        "position": position,
        "ahead": ahead,
        "before": before,
        "eta": None if before else pacing.told(ahead, rate),
        # A proof of identity lives by activity, and asking for the public file is none.
        "renew": RENEW if place else 0,
    }
    return page(request, "standing", asked, context)


def asks(board, ahead):
    """After how many seconds somebody in the line of now asks again."""
    if board.not_open_yet:
        return pacing.before_opening(board.seconds_to_opening)
    return pacing.pace(ahead, board.rate)


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
    """Store or bulletin is gone: who has a number keeps it, who has none gets one later."""
    response = render(request, "waiting/paused.html", status=503)
    seconds = pacing.jittered(15)
    response["Refresh"], response["Retry-After"] = f"{seconds}; url={reverse('wait')}", str(seconds)
    return response

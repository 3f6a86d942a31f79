from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal import board, congestion
from portal.congestion import Congestion
from portal.waiting import bulletin

#: Seconds for which caches may keep the public pages: nobody waits, somebody does, for programs.
CALM_FRESH, BUSY_FRESH, STATUS_FRESH = 30, 3, 1
#: Seconds more for which they may show the landing page while they ask for a new one: nobody waits
#: for a portal that is busy with a crowd. Over before the next opening, as the others are.
STALE = 10
#: How many coming rounds the landing page lists.
COMING = 6

#: The landing page as it was made last, by language: all that it shows, and the page.
_made: dict[str | None, tuple[object, str]] = {}


@require_safe
def home(request):
    """What is open now and next. Any cache in between may keep it until that changes.

    It asks neither the store nor, for longer than a moment, the database.
    """
    today, light, waiting = board.read(), congestion.now(), bulletin.read()
    told = {
        "board": today,
        "coming": today.coming[:COMING],
        "later": today.coming[COMING:],
        "light": light,
        "waiting": waiting,
    }
    # What follows the address's "?" stands in the page, so that another language keeps it.
    query = request.META["QUERY_STRING"]
    shown = (today.look, today.next_edge, today.old, light, waiting.not_open_yet, query)
    language = get_language()
    before, words = _made.get(language, (None, ""))
    if before != shown:
        words = render_to_string("portal/home.html", told, request)
        _made[language] = shown, words
    response = HttpResponse(words)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    calm = today.known and not today.old and light == Congestion.CALM
    return kept(response, today, CALM_FRESH if calm else BUSY_FRESH, STALE)


@require_safe
def status(request):
    """The same for everybody, for programs."""
    today = board.read()
    response = JsonResponse(
        {
            "now": today.now.isoformat(),
            "known": today.known,
            "gate": bulletin.read().state,
            "congestion": congestion.now(),
            "rounds": [entry(version, "open") for version in today.open]
            + [entry(version, "coming") for version in today.coming],
        }
    )
    return kept(response, today, STATUS_FRESH)


def kept(response, today, at_most, stale=0):
    """Let caches keep it up to a moment, not for a time: what had lain in one cache for a minute
    would otherwise be kept for another by the next, past the second of an opening.
    """
    until = today.last_second(at_most)
    words = {"public": True}
    if more := today.last_second(at_most + stale) - until:
        words["stale_while_revalidate"] = more
    patch_cache_control(response, **words)
    response["Expires"] = http_date(until)
    return response


def entry(version, state):
    return {
        "code": version.round.code,
        "name": {"ko": version.round.name_ko, "en": version.round.name_en},
        "state": state,
        "full": version.round.full_since is not None,
        "opens_at": version.opens_at.isoformat(),
        "closes_at": version.closes_at.isoformat(),
        "birth_from": version.birth_from.isoformat(),
        "birth_to": version.birth_to.isoformat(),
        "birth_day_digit": version.birth_day_digit,
    }

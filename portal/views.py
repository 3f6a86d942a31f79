from django.http import JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from portal import board

#: Seconds for which caches may keep the two public pages, edges of rounds permitting.
HOME_FRESH, STATUS_FRESH = 60, 1
#: How many coming rounds the landing page lists.
COMING = 6


@require_safe
def home(request):
    """What is open now and next. Any cache in between may keep it until that changes."""
    today = board.read()
    context = {"board": today, "coming": today.coming[:COMING], "later": today.coming[COMING:]}
    response = render(request, "portal/home.html", context)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    patch_cache_control(response, public=True, max_age=today.fresh_for(HOME_FRESH))
    return response


@require_safe
def status(request):
    """The same for everybody, for programs."""
    today = board.read()
    response = JsonResponse(
        {
            "now": today.now.isoformat(),
            "gate": "open",
            "rounds": [entry(version, "open") for version in today.open]
            + [entry(version, "coming") for version in today.coming],
        }
    )
    patch_cache_control(response, public=True, max_age=today.fresh_for(STATUS_FRESH))
    return response


def entry(version, state):
    return {
        "code": version.round.code,
        "name": {"ko": version.round.name_ko, "en": version.round.name_en},
        "state": state,
        "opens_at": version.opens_at.isoformat(),
        "closes_at": version.closes_at.isoformat(),
        "birth_from": version.birth_from.isoformat(),
        "birth_to": version.birth_to.isoformat(),
        "birth_day_digit": version.birth_day_digit,
    }

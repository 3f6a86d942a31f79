"""What the footer leads to: what is kept about people, and whom the pages are made for.

The same for everybody, from templates and settings alone: there when little else is.
"""

from django.conf import settings
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from accounts.models.records import KEPT_YEARS

#: Seconds for which caches may keep them.
FRESH = 300


@require_safe
def privacy(request):
    return statement(
        request,
        "portal/privacy.html",
        years=KEPT_YEARS,
        screening_days=settings.SCREENING_DAYS,
        file_days=settings.EXPORTS_KEPT.days,
    )


@require_safe
def accessibility(request):
    return statement(request, "portal/accessibility.html")


def statement(request, template, **facts):
    response = render(request, template, facts)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    patch_cache_control(response, public=True, max_age=FRESH)
    return response

"""Error pages that read nothing of what was sent.

Django's own look for a CSRF token in the body once more, and what could not be
read the first time becomes a 500.
"""

from django.shortcuts import render
from django.views.decorators.cache import never_cache


def page(status):
    @never_cache  # a verified person's has their token in it
    def show(request, exception):
        return render(request, f"{status}.html", status=status)

    return show


bad_request, forbidden, not_found = page(400), page(403), page(404)

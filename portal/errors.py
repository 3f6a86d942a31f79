"""Error pages that read nothing of what was sent.

Django's own look for a CSRF token in the body once more, and what could not be
read the first time becomes a 500.
"""

from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.staff.pages import render_page

from .staff_area import AREA

#: What the staff area says in its own words: a nurse has no bookings of her own to look for.
OF_STAFF = (403, 404)


def page(status):
    @never_cache  # a verified person's has their token in it
    def show(request, exception):
        if status in OF_STAFF and request.path_info.startswith(AREA) and hasattr(request, "user"):
            response = render_page(request, f"staff/{status}.html", {})
            response.status_code = status
            return response
        return render(request, f"{status}.html", status=status)

    return show


bad_request, forbidden, not_found = page(400), page(403), page(404)

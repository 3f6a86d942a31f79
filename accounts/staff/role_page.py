"""Who may do what: roles are code, so this page cannot differ from what holds."""

from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import roles as code
from accounts.models import StaffMember

from .pages import render_page
from .permissions import words

#: Members shown of a role; the rest are found on the page of staff.
MOST = 100


@require_safe
def roles(request):
    """Permissions in plain words by role; members too, for whoever may see staff."""
    every = {permission for held in code.ROLES.values() for permission in held}
    rows = [(words(name), [name in held for held in code.ROLES.values()]) for name in every]
    context = {
        "title": _("Roles"),
        "roles": [gettext(name) for name in code.ROLES],
        "rows": sorted(rows),
    }
    if request.user.has_perm("accounts.view_staffmember"):
        context["members"] = [(gettext(name), *members_of(name)) for name in code.ROLES]
        context["superusers"] = StaffMember.objects.filter(is_superuser=True, is_active=True)
    return render_page(request, "staff/people/roles.html", context)


def members_of(name):
    """:returns: how many there are, and the first of them."""
    active = StaffMember.objects.filter(groups__name=name, is_active=True).order_by("username")
    return active.count(), active[:MOST]

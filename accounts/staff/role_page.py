"""Who may do what: roles are code, so this page cannot differ from what holds."""

from django.contrib.auth.models import Group
from django.db.models import Count, Prefetch, Q
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
        groups = with_members()
        context["members"] = [(gettext(name), groups[name]) for name in code.ROLES]
        context["superusers"] = StaffMember.objects.filter(is_superuser=True, is_active=True)
    return render_page(request, "staff/people/roles.html", context)


def with_members():
    """:returns: groups by name, each with the ``count`` of its members and ``some``, the first."""
    active = StaffMember.objects.filter(is_active=True).order_by("username")
    found = Group.objects.annotate(count=Count("user", filter=Q(user__is_active=True)))
    some = Prefetch("user_set", active[:MOST], to_attr="some")
    return {group.name: group for group in found.prefetch_related(some)}

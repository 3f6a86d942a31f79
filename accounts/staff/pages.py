"""What every page of the staff area is made with."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def staff_page(permission):
    """A page of the staff area: strangers are sent to log in, whoever may not see it gets a 403."""

    def wrap(view):
        asked = permission_required(permission, raise_exception=True)(view)
        page = admin.site.admin_view(asked)
        page.permission = permission  # by which a test knows who must be turned away
        return page

    return wrap


def render_page(request, template, context):
    return render(request, template, {**admin.site.each_context(request), **context})


def onward(request):
    """Where a member of staff wanted to go: a path of the staff area, else its start page."""
    path = request.POST.get("next") or request.GET.get("next", "")
    if path.startswith("/staff/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return path
    return reverse("admin:index")

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.shortcuts import render


def staff_page(permission):
    """A page of the staff area: strangers are sent to log in, whoever may not see it gets a 403."""

    def wrap(view):
        return admin.site.admin_view(permission_required(permission, raise_exception=True)(view))

    return wrap


def render_page(request, template, context):
    return render(request, template, {**admin.site.each_context(request), **context})

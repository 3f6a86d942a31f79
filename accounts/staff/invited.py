"""The page behind the link of an invitation: the only one of the area that strangers may send."""

from django.contrib.auth import login
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_ratelimit.core import get_usage

from accounts.throttle import too_many

from . import inviting
from .forms import JoinForm
from .pages import render_page


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, token):
    """Choose a user name and a password; setting up the second factor is the next page."""
    usage = get_usage(request, "staff-invited", key="ip", rate="60/m", increment=True)
    if usage and usage["should_limit"]:
        return too_many(request, usage["time_left"])
    open_ = inviting.found(token)
    if open_ is None:
        return render(request, "staff/people/void.html", status=404)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (member := form.save(token)):
        login(request, member, backend="accounts.backends.ByRole")
        return redirect("staff-enrol")
    context = {"title": _("Welcome"), "form": form, "invited": open_.member}
    return render_page(request, "staff/people/join.html", context)

from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_ratelimit.core import get_usage

from accounts.models import AccessDay
from accounts.staff.forms import LoginForm, PasswordForm
from accounts.throttle import too_many
from bookings.staff.todo import todo

from .areas import open_to
from .staff_area import came_for


class StaffSite(AdminSite):
    site_title = _("Vaccination booking: staff")
    site_header = _("Vaccination booking: staff")
    index_title = _("What to do")
    login_form = LoginForm
    # A day list needs the whole width of a tablet; the start page names everything.
    enable_nav_sidebar = False

    def get_urls(self):
        """All but the redirect from any row's id to its public address: it asks no permission."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def each_context(self, request):
        context = super().each_context(request) | {"here": came_for(request)}
        if context["has_permission"]:
            context["areas"] = open_to(request.user)
        return context

    def index(self, request, extra_context=None):
        """The start page says how much waits on each list; privacy officers see there what cannot
        wait."""
        alarms = []
        if request.user.has_perm("accounts.review_access"):
            alarms = AccessDay.objects.alarming().select_related("staff").order_by("-day")[:20]
        news = {"alarms": alarms, "todo": todo(request.user)}
        return super().index(request, {**news, **(extra_context or {})})

    def has_permission(self, request):
        """The guard (``portal.staff_area``) asks the same before; this is the admin's own door."""
        return super().has_permission(request) and request.user.is_verified()

    def password_change(self, request, extra_context=None):
        """Django's own, with our form."""
        view = PasswordChangeView.as_view(
            form_class=PasswordForm,
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return view(request)

    def login(self, request, extra_context=None):
        """Log in. Axes counts wrong passwords by user; an address that tries many users stops here.

        A whole clinic shares an address, and its nurses all begin at the same hour.
        """
        usage = get_usage(
            request, "staff-login", key="ip", rate="60/m", method="POST", increment=True
        )
        if usage and usage["should_limit"]:
            return too_many(request, usage["time_left"])
        return super().login(request, extra_context)

"""Middlewares that only the staff area pays for.

Citizens have no Django session. Measured per request, a session and its user
cost more than a whole lean view, so everything outside ``/staff/`` walks past.
"""

from urllib.parse import urlsplit, urlunsplit

from axes.middleware import AxesMiddleware as Axes
from django.contrib.auth.middleware import AuthenticationMiddleware as Authentication
from django.contrib.messages.middleware import MessageMiddleware as Messages
from django.contrib.sessions.middleware import SessionMiddleware as Sessions
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_otp.middleware import OTPMiddleware as Factor

from accounts.staff.presence import BY_ITSELF, somebody_is_there

AREA = "/staff/"
#: What a stranger may ask for: how to get in and out.
DOORS = {"admin:login", "admin:logout", "staff-invited"}
#: What asks for the second factor of whoever gave the password.
STEPS = {"staff-factor", "staff-recovery", "staff-enrol"}


class OnlyStaff:
    def __call__(self, request):
        if request.path_info.startswith(AREA):
            return super().__call__(request)
        return self.get_response(request)


class SessionMiddleware(OnlyStaff, Sessions):
    pass


class AuthenticationMiddleware(OnlyStaff, Authentication):
    pass


class FactorMiddleware(OnlyStaff, Factor):
    pass


class MessageMiddleware(OnlyStaff, Messages):
    pass


class AxesMiddleware(OnlyStaff, Axes):
    pass


class GuardMiddleware:
    """Lets nobody look at anything below ``/staff/`` without password and second factor.

    Pages ask for permissions besides; this one they cannot forget. What is open is listed
    here by name: an address that somebody adds is shut.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path_info.startswith(AREA) and response.get("Refresh", "").isdecimal():
            # The browser will ask by itself: that must not look like a person who is there.
            query = request.GET.copy()
            query[BY_ITSELF] = ""
            response["Refresh"] += f"; url={request.path}?{query.urlencode()}"
        return response

    def process_view(self, request, view, args, kwargs):
        if not request.path_info.startswith(AREA):
            return None
        name = request.resolver_match.view_name
        if name in DOORS:
            return None
        if not (request.user.is_active and request.user.is_staff):
            return self.send_to(request, "admin:login")
        if name not in STEPS and not request.user.is_verified():
            return self.send_to(request, "staff-factor")
        if somebody_is_there(request):
            request.session.note_activity()
        return None

    def send_to(self, request, name):
        query = {"next": came_for(request)}
        if request.session.was_idle:
            query["idle"] = ""
        return redirect(f"{reverse(name)}?{urlencode(query)}")


def came_for(request):
    """The page to lead back to; of a form that was sent in vain, the page it stood on."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    stood = urlsplit(request.headers.get("Referer", ""))
    return urlunsplit(("", "", stood.path, stood.query, "")) or reverse("admin:index")

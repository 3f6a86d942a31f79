"""Middlewares that only the staff area pays for.

Citizens have no Django session. Measured per request, a session and its user
cost more than a whole lean view, so everything outside ``/staff/`` walks past.
"""

from axes.middleware import AxesMiddleware as Axes
from django.contrib.auth.middleware import AuthenticationMiddleware as Authentication
from django.contrib.messages.middleware import MessageMiddleware as Messages
from django.contrib.sessions.middleware import SessionMiddleware as Sessions


class OnlyStaff:
    def __call__(self, request):
        if request.path_info.startswith("/staff/"):
            return super().__call__(request)
        return self.get_response(request)


class SessionMiddleware(OnlyStaff, Sessions):
    pass


class AuthenticationMiddleware(OnlyStaff, Authentication):
    pass


class MessageMiddleware(OnlyStaff, Messages):
    pass


class AxesMiddleware(OnlyStaff, Axes):
    pass

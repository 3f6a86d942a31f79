"""The measure of a server: a trivial Django view without any middleware."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = "bench.hello"
application = get_wsgi_application()

urlpatterns = [path("", lambda request: HttpResponse("hello"))]

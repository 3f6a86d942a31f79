"""The control of the opening: the portal without its gate."""

import os

from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != "portal.gate.GateMiddleware"]

from portal.wsgi import application  # noqa: E402, F401  after the gate is gone

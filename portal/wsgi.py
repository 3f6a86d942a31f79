import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from portal.checks import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


class Request(WSGIRequest):
    #: Only remembers what the header says, for ``portal.legible`` to refuse: Django's own
    #: decodes by it at once and dies of "hex", a codec for no text, before any view.
    encoding = None  # type: ignore[override]


class Handler(WSGIHandler):
    request_class = Request


django.setup(set_prefix=False)

from portal.waiting.door import Door  # noqa: E402  its views need the models, and those the set-up

application = Door(Handler())
refuse_unsafe_start()

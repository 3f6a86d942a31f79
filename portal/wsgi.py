import gc
import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.urls import get_resolver

from portal.checks import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


class Request(WSGIRequest):
    #: Only remembers what the header says, for ``portal.legible`` to refuse: Django's own
    #: decodes by it at once and dies of "hex", a codec for no text, before any view.
    encoding = None  # type: ignore[override]


class Handler(WSGIHandler):
    request_class = Request


django.setup(set_prefix=False)

# Their views need the models, and those the set-up.
from portal.counter import Counter  # noqa: E402
from portal.waiting.door import Door  # noqa: E402

application = Door(Counter(Handler()))
refuse_unsafe_start()

# What is there now stays for good, all views among it: nobody need look whether it is garbage.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()

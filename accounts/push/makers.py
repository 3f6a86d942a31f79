"""The push services of browsers: the portal writes to no others, whatever a browser claims."""

import re
from fnmatch import fnmatch
from urllib.parse import urlsplit

from django.conf import settings

#: Where Chrome, Edge, Firefox, Safari and the browsers made of them are reached.
SERVICES = [
    "https://fcm.googleapis.com",
    "https://*.push.services.mozilla.com",
    "https://*.push.apple.com",
    "https://*.notify.windows.com",
]
#: A host of labels that can be looked up, and a port: whoever reads an address in another way than
#: we do (a backslash ends its host for some) still finds the same host in it.
PLAIN = re.compile(r"[a-z]+://[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*(:[0-9]+)?", re.ASCII)


def known(endpoint):
    """Whether an address lies with one of them."""
    try:
        parts = urlsplit(endpoint)
    except ValueError:
        return False
    origin = f"{parts.scheme}://{parts.netloc}"
    if not endpoint.isascii() or not endpoint.startswith(origin) or not PLAIN.fullmatch(origin):
        return False
    return any(fnmatch(origin, service) for service in settings.PUSH_SERVICES or SERVICES)

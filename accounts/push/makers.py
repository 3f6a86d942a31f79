"""The push services of browsers: the portal writes to no others, whatever a browser claims."""

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


def known(endpoint):
    """Whether an address lies with one of them."""
    try:
        parts = urlsplit(endpoint)
    except ValueError:
        return False
    origin = f"{parts.scheme}://{parts.netloc}"
    services = settings.PUSH_SERVICES or SERVICES
    plain = endpoint.isascii() and "@" not in origin
    return plain and any(fnmatch(origin, service) for service in services)

from ipaddress import ip_address

from django.conf import settings

UNKNOWN = "0.0.0.0"


def client_address(request):
    """The visitor's address, believing only our own proxies.

    ``TRUSTED_PROXIES`` of ours each appended the address they saw to
    X-Forwarded-For; whatever stands before those entries the visitor may have
    invented. Behind a unix socket REMOTE_ADDR is empty, which is no address.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR")
    if settings.TRUSTED_PROXIES and forwarded:
        seen = forwarded.split(",")
        if len(seen) >= settings.TRUSTED_PROXIES:
            return valid(seen[-settings.TRUSTED_PROXIES].strip())
    return valid(request.META.get("REMOTE_ADDR"))


def valid(address):
    """The address as the database takes it: an IPv4 one within IPv6 as itself, no zone."""
    try:
        parsed = ip_address((address or "").partition("%")[0])
    except ValueError:
        return UNKNOWN
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)

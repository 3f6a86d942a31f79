"""How well each way to verify works now, so that nobody waits for one that does not.

Green: works. Yellow: slow or nearly full. Red: full or in trouble. Grey: out of service.
"""

from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.core.cache import cache
from django.db.models import Min, Q

from accounts.clock import PortalNow, now
from accounts.models import PhoneCode, Provider, Verification

#: Seconds for which one look is shown to everybody.
FRESH = 5
#: How long a code may wait to be sent before the light turns yellow, and red.
SLOW, STUCK = timedelta(seconds=10), timedelta(seconds=40)
#: How long a failure keeps a light red.
TROUBLE = timedelta(minutes=1)


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"


def lit_providers():
    """All providers in order, each with its ``light``."""
    providers = list(Provider.objects.all())
    lights = cache.get("accounts.lights")
    if lights is None:
        lights = {provider.code: measure(provider) for provider in providers}
        cache.set("accounts.lights", lights, FRESH)
    for provider in providers:
        provider.light = lights.get(provider.code, Light.GREY) if provider.active else Light.GREY
    return providers


def measure(provider):
    if provider.kind == Provider.Kind.OIDC and provider.code not in settings.OIDC_CLIENTS:
        return Light.GREY
    share = starts_in_a_minute(provider) / max(provider.per_minute, 1)
    waited = longest_wait(provider)
    if share >= 1 or waited > STUCK or in_trouble(provider):
        return Light.RED
    return Light.YELLOW if share > 0.8 or waited > SLOW else Light.GREEN


def starts_in_a_minute(provider):
    since = PortalNow() - timedelta(minutes=1)
    if provider.kind == Provider.Kind.PHONE:
        return PhoneCode.objects.filter(provider=provider, created_at__gt=since).count()
    return Verification.objects.filter(provider=provider, started_at__gt=since).count()


def longest_wait(provider):
    waiting = PhoneCode.objects.waiting().filter(provider=provider)
    oldest = waiting.aggregate(since=Min("created_at"))["since"]
    return now() - oldest if oldest else timedelta()


def report_trouble(provider):
    """Remember for a minute that a provider failed; a storm of failures writes it once."""
    lately = PortalNow() - TROUBLE / 6
    quiet = Provider.objects.filter(Q(troubled_at=None) | Q(troubled_at__lt=lately))
    quiet.filter(pk=provider.pk).update(troubled_at=PortalNow())


def in_trouble(provider):
    return provider.troubled_at is not None and now() - provider.troubled_at < TROUBLE

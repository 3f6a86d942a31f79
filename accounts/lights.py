"""How well each way to verify works now, so that nobody waits for one that does not.

Green: works. Yellow: slow or nearly full. Red: full or in trouble. Grey: out of service.
"""

from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from accounts import rows
from accounts.clock import PortalNow
from accounts.models import PhoneCode, Provider, Verification
from accounts.prepared import execute

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
    """All providers in order, each with its ``light`` and with the moment of the look, ``now``.
    One statement, whoever looks."""
    lights = cache.get("accounts.lights")
    providers = in_order() if lights else list(busy())
    if not lights:
        lights = {provider.code: measure(provider) for provider in providers}
        cache.set("accounts.lights", lights, FRESH)
    for provider in providers:
        provider.light = lights.get(provider.code, Light.GREY) if provider.active else Light.GREY
    return providers


IN_ORDER = f"""
SELECT {rows.columns(Provider, "p")}, portal_now() FROM accounts_provider p
ORDER BY p.position, p.code
"""


def in_order():
    with connection.cursor() as cursor:
        execute(cursor, IN_ORDER)
        return [read(row) for row in cursor.fetchall()]


def read(row):
    provider, (provider.now,) = rows.cut(Provider, row)
    return provider


def busy():
    """Providers with how many ``starts`` the last minute saw, and since when the oldest code waits
    to be sent."""
    theirs, since = {"provider": OuterRef("pk")}, PortalNow() - timedelta(minutes=1)
    codes = PhoneCode.objects.filter(**theirs, created_at__gt=since)
    proofs = Verification.objects.filter(**theirs, started_at__gt=since)
    waiting = PhoneCode.objects.waiting().filter(**theirs).order_by("created_at")
    return Provider.objects.annotate(
        now=PortalNow(),
        # Of a provider by phone the proofs are not counted: there are millions.
        starts=Case(When(kind=Provider.Kind.PHONE, then=counted(codes)), default=counted(proofs)),
        waiting_since=Subquery(waiting.values("created_at")[:1]),
    )


def counted(rows):
    # Grouped by what is the same in all of them: Django then counts inside the subquery.
    each = rows.order_by().values("provider")
    return Coalesce(Subquery(each.annotate(count=Count("*")).values("count")), 0)


def measure(provider):
    """:param provider: one of :func:`busy`."""
    if provider.kind == Provider.Kind.OIDC and provider.code not in settings.OIDC_CLIENTS:
        return Light.GREY
    share = provider.starts / max(provider.per_minute, 1)
    waited = provider.now - (provider.waiting_since or provider.now)
    if share >= 1 or waited > STUCK or in_trouble(provider, provider.now):
        return Light.RED
    return Light.YELLOW if share > 0.8 or waited > SLOW else Light.GREEN


def report_trouble(provider):
    """Remember for a minute that a provider failed; a storm of failures writes it once."""
    lately = PortalNow() - TROUBLE / 6
    quiet = Provider.objects.filter(Q(troubled_at=None) | Q(troubled_at__lt=lately))
    quiet.filter(pk=provider.pk).update(troubled_at=PortalNow())


def in_trouble(provider, moment):
    return provider.troubled_at is not None and moment - provider.troubled_at < TROUBLE

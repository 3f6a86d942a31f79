"""Which browsers show somebody's messages."""

from hashlib import sha256

from django.db import transaction

from accounts.clock import PortalNow
from accounts.models import Person
from accounts.models.push import MOST, PushSubscription

from .channel import WebPush


@transaction.atomic
def subscribe(person, endpoint, public_key, secret, browser):
    """Show a person's messages in a browser from now on, and in nobody else's name.

    Whoever has it in too many browsers has it in the oldest no longer.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    PushSubscription.objects.update_or_create(
        digest=sha256(endpoint.encode()).digest(),
        defaults={
            "person": person,
            "endpoint": endpoint,
            "public_key": public_key,
            "secret": secret,
            "browser": browser,
            "since": PortalNow(),
        },
    )
    newest = person.push_subscriptions.order_by("-since", "-pk")
    person.push_subscriptions.exclude(pk__in=newest.values("pk")[:MOST]).delete()
    Person.objects.filter(pk=person.pk).update(channel=WebPush.code)


@transaction.atomic
def unsubscribe(person, pk):
    """Show no messages in a browser any more; without any they come as text messages again."""
    Person.objects.select_for_update().get(pk=person.pk)
    person.push_subscriptions.filter(pk=pk).delete()
    if not person.push_subscriptions.exists():
        Person.objects.filter(pk=person.pk, channel=WebPush.code).update(channel="sms")

"""Tell people what happened to their booking. One template a message, in both languages.

The rows of changes are written by the booking's trigger, in the transaction of the change, and
those of reminders by ``bookings.reminders``; here they are only delivered: leased, sent outside
any transaction, and marked. A worker that dies after sending sends again, under the same key.
"""

from collections import defaultdict
from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop

from accounts import doorbell, sms
from accounts.channels import channel_for, in_service
from accounts.clock import PortalNow
from accounts.notices import deliver

from . import offers, reminders
from .models import Notification
from .supply import words

BATCH = 100
#: Who is told first. Each kind has an index of what is due.
ORDER = ("due_at", "booking__dose", "pk")
#: How long leased messages are passed over: longer than a gateway may take for a batch.
LEASE = timedelta(minutes=2)
#: Seconds until a message is tried again, by the number of tries before; then it rests.
WAITS = [60, 300, 1800, 7200, 43200]
REFUSED, SEALED = gettext_noop("not taken by the gateway"), gettext_noop("no key opens it")


def ring():
    doorbell.ring("bookings.tasks.deliver_notifications")


def deliver_batch(limit=BATCH):
    """Send messages that are due.

    :returns: how many the gateways took or were no longer true. None of a batch: it is in
        trouble, and no more of them are worth trying now.
    """
    leased = readable(lease(limit))
    untrue = reminders.untrue(leased) + offers.untrue(leased)
    drop([notification.pk for notification in untrue])
    by_channel = defaultdict(list)
    for notification in leased:
        if notification not in untrue:
            by_channel[channel_for(notification.person).code].append(notification)
    return len(untrue) + sum(send(code, each) for code, each in by_channel.items())


def send(code, leased):
    """Send these by one channel, what it refuses by the first, and write down what became of them.

    :returns: how many were taken.
    """
    channels = in_service()
    channel, first = channels[code], next(iter(channels))
    taken = deliver([message_of(each, channel) for each in leased], channel.send_many)
    Notification.objects.filter(dedupe_key__in=taken).update(
        delivered_at=PortalNow(), due_at=None, rested_at=None, dropped_at=None,
        channel=code, error="",
    )  # fmt: skip
    refused = [notification for notification in leased if notification.dedupe_key not in taken]
    if refused and code != first:
        return len(taken) + send(first, refused)
    put_off(refused)
    return len(taken)


@transaction.atomic
def lease(limit):
    """Take due messages for oneself, so that no second worker sends them too. Those of offers come
    first: behind many others they would be over before they are sent.

    :returns: ids.
    """
    due = Notification.objects.due()
    urgent = take(due.of_offers(), limit)
    return urgent + take(due, limit - len(urgent))


def take(due, limit):
    ordered = due.order_by(*ORDER).select_for_update(skip_locked=True, of=["self"])
    taken = list(ordered.values_list("pk", flat=True)[:limit])
    Notification.objects.filter(pk__in=taken).update(due_at=PortalNow() + LEASE)
    return taken


def readable(ids):
    """These messages with all they speak of. One that no key opens rests and stops no other."""
    messages = Notification.objects.select_related(
        "person",
        "booking__slot__clinic",
        "booking__slot__group",
        "booking__vaccine",
        "event__supply_item__act",
        "booking__maker",
        "round__current",
        "offer__slot__clinic",
        "offer__slot__batch__vaccine",
    ).order_by("booking__dose", "pk")
    found = {each.pk: each for each in messages.filter(pk__in=ids)}
    if unreadable := [pk for pk, each in found.items() if not opens(each.person)]:
        Notification.objects.filter(pk__in=unreadable).update(
            due_at=None, rested_at=PortalNow(), error=SEALED
        )
    return [each for pk, each in found.items() if pk not in unreadable]


def opens(person):
    """Whether a key in force opens who this is: a text is opened when somebody asks for it."""
    try:
        _ = person.name, person.phone
    except InvalidToken:
        return False
    return True


def put_off(refused):
    """Try these again later, and not for ever."""
    for tries in {notification.attempts for notification in refused}:
        more = tries < len(WAITS)
        # What another worker has delivered or staff have dropped meanwhile is settled.
        Notification.objects.filter(
            pk__in=[each.pk for each in refused if each.attempts == tries], due_at__isnull=False
        ).update(
            attempts=tries + 1,
            due_at=PortalNow() + timedelta(seconds=WAITS[tries]) if more else None,
            rested_at=None if more else PortalNow(),
            error=REFUSED,
        )


def drop(ids):
    """Never send these: they are no longer true."""
    Notification.objects.filter(pk__in=ids, due_at__isnull=False).update(
        dropped_at=PortalNow(), due_at=None
    )


def try_again(resting):
    """Send messages that rest once more, with all their tries anew and under the same keys.

    :returns: how many there were.
    """
    return resting.resting().update(due_at=PortalNow(), rested_at=None, attempts=0)


def set_aside(resting):
    """Leave messages that rest unsent, because their readers were told in another way.

    :returns: how many there were.
    """
    return resting.resting().update(dropped_at=PortalNow(), rested_at=None)


def message_of(notification, channel):
    return sms.Message(
        channel.address(notification.person),
        text_of(notification),
        key=notification.dedupe_key,
        link=link_of(notification),
        until=offers.until(notification),
    )


def link_of(notification):
    about = notification.offer or notification.booking
    return about.get_absolute_url() if about else reverse("bookings")


def text_of(notification):
    """The message in the language its reader chose."""
    about = {"booking": notification.booking, "round": notification.round}
    with translation.override(notification.language):
        about["why"] = words.why(notification)
        return render_to_string(
            f"bookings/sms/{notification.template}.txt", {**about, **told(notification.offer)}
        ).strip()


def told(offer):
    """An offer and the address that answers it; only its own person can use that."""
    address = offer and settings.PORTAL_URL and settings.PORTAL_URL + offer.get_absolute_url()
    return {"offer": offer, "address": address}

"""Tell people what happened to their booking. One template a message, in both languages.

The rows of changes are written by the booking's trigger, in the transaction of the change, and
those of reminders by ``bookings.reminders``; here they are only delivered: leased, sent outside
any transaction, and marked. A worker that dies after sending sends again, under the same key.
"""

from collections import defaultdict
from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop

from accounts import doorbell, sms
from accounts.channels import channel_for, in_service
from accounts.clock import PortalNow
from accounts.notices import deliver
from accounts.prepared import execute

from . import offers, reminders
from .models import Notification
from .supply import words

BATCH = 100
#: How long leased messages are passed over: longer than a gateway may take for a batch.
LEASE = timedelta(minutes=2)
#: Seconds until a message is tried again, by the number of tries before; then it rests.
WAITS = [60, 300, 1800, 7200, 43200]

#: Those of offers come first: behind many others they would be over before they are sent. Each of
#: the two kinds has an index of what is due.
LEASE_DUE = """
WITH offers AS (
    SELECT n.id FROM bookings_notification n
    WHERE n.delivered_at IS NULL AND n.due_at <= portal_now() AND n.offer_id IS NOT NULL
    ORDER BY n.due_at, n.id LIMIT %(limit)s FOR UPDATE OF n SKIP LOCKED
), others AS (
    SELECT n.id FROM bookings_notification n LEFT JOIN bookings_booking b ON b.id = n.booking_id
    WHERE n.delivered_at IS NULL AND n.due_at <= portal_now() AND n.offer_id IS NULL
    ORDER BY n.due_at, b.dose, n.id LIMIT %(limit)s - (SELECT count(*) FROM offers)
    FOR UPDATE OF n SKIP LOCKED
), due AS (SELECT id FROM offers UNION ALL SELECT id FROM others)
UPDATE bookings_notification n SET due_at = portal_now() + %(lease)s::interval
FROM due WHERE n.id = due.id
RETURNING n.id, n.offer_id IS NULL AND n.round_id IS NULL
"""
#: What a message about a booking speaks of, and what others speak of besides.
BOOKED = (
    "person",
    "booking__slot__clinic",
    "booking__slot__group",
    "booking__vaccine",
    "event__supply_item__act",
    "booking__maker",
)
OTHERWISE = (
    *BOOKED,
    "round__current",
    "offer__slot__clinic",
    "offer__slot__batch__vaccine",
)
REFUSED, SEALED = gettext_noop("not taken by the gateway"), gettext_noop("no key opens it")


def ring():
    doorbell.ring("bookings.tasks.deliver_notifications")


def deliver_batch(limit=BATCH):
    """Send messages that are due.

    :returns: how many the gateways took or were no longer true. None of a batch: it is in
        trouble, and no more of them are worth trying now.
    """
    if not (ids := lease(limit)):
        return 0
    leased = readable(ids)
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


def lease(limit):
    """Take due messages for oneself, so that no second worker sends them too.

    :returns: ids, each with whether it is about a booking alone.
    """
    with connection.cursor() as cursor:
        execute(cursor, LEASE_DUE, {"limit": limit, "lease": LEASE})
        return dict(cursor.fetchall())


def readable(ids):
    """These messages with all they speak of. One that no key opens rests and stops no other."""
    found = {}
    for booked, relations in ((False, OTHERWISE), (True, BOOKED)):
        if wanted := [pk for pk, alone in ids.items() if alone is booked]:
            messages = Notification.objects.select_related(*relations).filter(pk__in=wanted)
            found |= {each.pk: each for each in messages.order_by("booking__dose", "pk")}
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

"""Tell people what happened to their booking. One template a message, in both languages.

The rows are written by the booking's trigger, in the transaction of the change;
here they are only delivered: leased, sent outside any transaction, and marked.
A worker that dies after sending sends again, under the same key.
"""

from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from accounts import doorbell, sms
from accounts.clock import PortalNow
from accounts.notices import deliver

from .models import Notification

BATCH = 100
#: How long leased messages are passed over: longer than a gateway may take for a batch.
LEASE = timedelta(minutes=2)
#: Seconds until a message is tried again, by the number of tries before; then it rests.
WAITS = [60, 300, 1800, 7200, 43200]


def ring():
    doorbell.ring("bookings.tasks.deliver_notifications")


def deliver_batch(limit=BATCH):
    """Send messages that are due.

    :returns: how many the gateway took. None of a batch: it is in trouble, and no more of
        them are worth trying now.
    """
    leased = readable(lease(limit))
    taken = deliver([message_of(notification) for notification in leased])
    Notification.objects.filter(dedupe_key__in=taken).update(
        delivered_at=PortalNow(), due_at=None, error=""
    )
    put_off([notification for notification in leased if notification.dedupe_key not in taken])
    return len(taken)


@transaction.atomic
def lease(limit):
    """Take due messages for oneself, so that no second worker sends them too. :returns: ids."""
    due = Notification.objects.due().select_for_update(skip_locked=True, of=["self"])
    leased = list(
        due.order_by("due_at", "booking__dose", "pk").values_list("pk", flat=True)[:limit]
    )
    Notification.objects.filter(pk__in=leased).update(due_at=PortalNow() + LEASE)
    return leased


def readable(ids):
    """These messages with all they speak of. One that no key opens rests and stops no other."""
    messages = Notification.objects.select_related(
        "person", "booking__slot__clinic", "booking__slot__group"
    ).order_by("booking__dose", "pk")
    try:
        return list(messages.filter(pk__in=ids))
    except InvalidToken:
        if len(ids) > 1:
            middle = len(ids) // 2
            return readable(ids[:middle]) + readable(ids[middle:])
        Notification.objects.filter(pk__in=ids).update(due_at=None, error="no key opens it")
        return []


def put_off(refused):
    """Try these again later, and not for ever."""
    for tries in {notification.attempts for notification in refused}:
        wait = PortalNow() + timedelta(seconds=WAITS[tries]) if tries < len(WAITS) else None
        Notification.objects.filter(
            pk__in=[each.pk for each in refused if each.attempts == tries]
        ).update(attempts=tries + 1, due_at=wait, error="not taken by the gateway")


def message_of(notification):
    return sms.Message(
        notification.person.phone, text_of(notification), key=notification.dedupe_key
    )


def text_of(notification):
    """The message in the language its reader chose."""
    with translation.override(notification.language):
        return render_to_string(
            f"bookings/sms/{notification.template}.txt", {"booking": notification.booking}
        ).strip()

"""Tell people what happened to their booking. One template a message, in both languages.

The rows are written by the booking's trigger, in the transaction of the change;
here they are only delivered: leased, sent outside any transaction, and marked.
A worker that dies after sending sends again, under the same key.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from accounts import doorbell, sms
from accounts.clock import PortalNow

from .models import Notification

logger = logging.getLogger(__name__)

BATCH = 100
#: Seconds until a message is tried again, by the number of tries; after the last it rests.
WAITS = [60, 300, 1800, 7200, 43200]


def ring():
    doorbell.ring("bookings.tasks.deliver_notifications")


def deliver_batch(limit=BATCH):
    """Send messages that are due.

    :returns: how many were taken in hand, delivered or not.
    """
    leased = lease(limit)
    for notification in leased:
        try:
            sms.send(notification.person.phone, text_of(notification), key=notification.dedupe_key)
        except Exception as trouble:  # whatever a provider does, the others get theirs
            # By its kind alone: a client's error may quote the phone.
            kind = type(trouble).__name__
            logger.warning("Message %s was not delivered: %s", notification, kind)
            Notification.objects.filter(pk=notification.pk).update(error=kind)
        else:
            Notification.objects.filter(pk=notification.pk).update(
                delivered_at=PortalNow(), error=""
            )
    return len(leased)


def lease(limit):
    """Take due messages and put off their next try, so that no second worker sends them too."""
    with transaction.atomic():
        due = list(
            Notification.objects.due()
            .select_for_update(skip_locked=True, of=["self"])
            .select_related("person", "booking__slot__clinic", "booking__slot__group")
            .order_by("due_at", "booking__dose", "pk")[:limit]
        )
        for tries in {notification.attempts for notification in due}:
            wait = timedelta(seconds=WAITS[tries]) if tries < len(WAITS) else None
            Notification.objects.filter(
                pk__in=[each.pk for each in due if each.attempts == tries]
            ).update(attempts=tries + 1, due_at=PortalNow() + wait if wait else None)
    return due


def text_of(notification):
    """The message in the language its reader chose."""
    with translation.override(notification.language):
        return render_to_string(
            f"bookings/sms/{notification.template}.txt", {"booking": notification.booking}
        ).strip()

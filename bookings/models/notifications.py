from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.models import Person

from .bookings import Booking, BookingEvent, Status


class NotificationQuerySet(models.QuerySet):
    def due(self):
        """Not delivered, not given up, and past the wait after the last try."""
        return self.filter(delivered_at=None, due_at__lte=PortalNow())


class Notification(models.Model):
    """The outbox: one row for each change of a booking's status, written by its trigger."""

    class Channel(models.TextChoices):
        SMS = "sms", _("text message")

    event = models.OneToOneField(BookingEvent, models.CASCADE)
    booking = models.ForeignKey(
        Booking, models.CASCADE, verbose_name=_("booking"), related_name="notifications"
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="notifications")
    template = models.CharField(_("template"), max_length=20, choices=Status.choices)
    channel = models.CharField(
        _("channel"), max_length=10, choices=Channel.choices, default="sms", db_default="sms"
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    #: Given to the provider with every try, so that a repeat is not a second message.
    dedupe_key = models.CharField(_("dedupe key"), max_length=60, unique=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0, db_default=0)
    due_at = models.DateTimeField(_("due"), db_default=PortalNow(), null=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    error = models.CharField(_("last error"), max_length=200, default="", db_default="", blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(delivered_at=None), name="messages_to_send"
            )
        ]

    def __str__(self):
        return self.dedupe_key

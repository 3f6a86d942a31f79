from django.conf import settings
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from accounts.channels import choices
from accounts.clock import PortalNow
from accounts.models import Person
from clinics.models import Clinic

from .bookings import Booking, Status
from .events import BookingEvent
from .offers import Offer
from .rounds import Round

#: What a message can be about: a change of a booking, a reminder, or an offer of a place.
TEMPLATES = [
    *Status.choices,
    *(each for each in BookingEvent.Act.choices if each[0] not in BookingEvent.UNTOLD),
    ("day_before", _("reminder of the day before")),
    ("opening", _("reminder of an opening")),
    ("offer", _("offer of a place")),
    ("offer_lapsed", _("offer not answered")),
    ("offer_withdrawn", _("offer withdrawn")),
    ("leftover", _("offer of a leftover dose")),
    ("leftover_withdrawn", _("leftover dose withdrawn")),
    ("waitlist_over", _("waiting list over")),
]


def templates():
    """A function, so that another word makes no migration."""
    return TEMPLATES


class NotificationQuerySet(models.QuerySet):
    def resting(self):
        """Given up after the last try: staff decide what becomes of them."""
        return self.exclude(rested_at=None)

    def seen_by(self, member):
        """Those of the clinics that name this staff member; all, for who works with every clinic.

        A message about no booking is no clinic's.
        """
        if member.has_perm("clinics.reach_every_clinic"):
            return self
        return self.filter(booking__slot__clinic__in=Clinic.objects.staffed_by(member))


class Notification(models.Model):
    """The outbox. Each change of a booking has one row, written by the booking's trigger and known
    by its event, which a reminder or an offer has not; of an arrival nobody is told.

    A message is due, delivered, resting or dropped.
    """

    event = models.OneToOneField(BookingEvent, models.CASCADE, null=True)
    booking = models.ForeignKey(
        Booking, models.CASCADE, verbose_name=_("booking"), related_name="notifications", null=True
    )
    round = models.ForeignKey(Round, models.CASCADE, verbose_name=_("round"), null=True)
    offer = models.ForeignKey(Offer, models.CASCADE, verbose_name=_("offer"), null=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="notifications")
    template = models.CharField(_("template"), max_length=20, choices=templates)
    #: The way it went; until then the first there is.
    channel = models.CharField(
        _("channel"), max_length=10, choices=choices, default="sms", db_default="sms"
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    #: Given to the provider with every try, so that a repeat is not a second message.
    dedupe_key = models.CharField(_("dedupe key"), max_length=60, unique=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0, db_default=0)
    due_at = models.DateTimeField(_("due"), db_default=PortalNow(), null=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    rested_at = models.DateTimeField(_("given up"), null=True)
    #: When it was no longer true, or staff told the person in another way.
    dropped_at = models.DateTimeField(_("dropped"), null=True)
    error = models.CharField(_("last error"), max_length=200, default="", db_default="", blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        permissions = [("retry_notification", "Can send messages again")]
        constraints = [
            models.CheckConstraint(
                condition=Exact(
                    Func(
                        "due_at", "delivered_at", "rested_at", "dropped_at",
                        function="num_nonnulls", output_field=models.IntegerField(),
                    ),
                    Value(1),
                ),
                name="a_message_stands_somewhere",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(delivered_at=None), name="messages_to_send"
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(delivered_at=None, offer__isnull=False),
                name="offers_to_tell",
            ),
            models.Index(
                fields=["rested_at"], condition=Q(rested_at__isnull=False), name="messages_at_rest"
            ),
        ]

    def __str__(self):
        return self.dedupe_key


class OpeningReminder(models.Model):
    """Somebody asked to be reminded when a round opens. The row goes when they think better."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="opening_reminders")
    round = models.ForeignKey(Round, models.CASCADE, related_name="reminders")
    asked_at = models.DateTimeField(_("asked"), db_default=PortalNow())

    class Meta:
        verbose_name = _("wish to be reminded")
        verbose_name_plural = _("wishes to be reminded")
        constraints = [
            models.UniqueConstraint(fields=["person", "round"], name="reminded_once_of_a_round")
        ]

    def __str__(self):
        return f"{self.person} {self.round}"

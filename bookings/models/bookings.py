"""A booking and what the database promises about it.

Who may book when is decided by the statement that writes (``bookings.desk``).
What can never be, is refused here, whoever writes: an illegal change of status,
a second active booking, more bookings than places (``clinics.Slot``).
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.models import Person
from clinics.models import Slot, Vaccine

from .line import those_who_wait_come_first
from .rounds import Campaign, RoundVersion
from .triggers import asked_anew, keep_count_and_tell, keep_the_rows


class Status(models.TextChoices):
    HELD = "held", _("being confirmed")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("not accepted")
    CANCELLED = "cancelled", _("cancelled")
    COMPLETED = "completed", _("vaccinated")
    NO_SHOW = "no_show", _("missed")


#: Statuses that use up a place.
COUNTED = (Status.HELD, Status.CONFIRMED, Status.COMPLETED, Status.NO_SHOW)
#: Statuses of which a person has at most one per campaign and dose.
ACTIVE = (Status.HELD, Status.CONFIRMED, Status.COMPLETED)

#: Legal changes; back to CONFIRMED is a correction and needs a reason.
CHANGES = [
    (Status.HELD, Status.CONFIRMED),
    (Status.HELD, Status.REJECTED),
    (Status.HELD, Status.CANCELLED),
    (Status.CONFIRMED, Status.CANCELLED),
    (Status.CONFIRMED, Status.COMPLETED),
    (Status.CONFIRMED, Status.NO_SHOW),
    (Status.NO_SHOW, Status.COMPLETED),
    (Status.NO_SHOW, Status.CONFIRMED),
    (Status.COMPLETED, Status.CONFIRMED),
]


def via():
    """The ways a change comes: those of bookings, and the portal by itself."""
    return [*Booking.Channel.choices, ("system", _("the portal itself"))]


def signature(staff=None, channel=None, reason=""):
    """What a change of a booking says about itself, for ``QuerySet.update``.

    A change that does not say it is the portal's own in the history.

    :param channel: of ``Booking.Channel``; the web by default, for staff their clinic.
    """
    channel = channel or (Booking.Channel.CLINIC if staff else Booking.Channel.WEB)
    return {"changed_by": staff, "changed_via": channel, "change_reason": reason}


#: How long after the time until which somebody was to come staff are asked what became of them.
OVERDUE = timedelta(hours=2)


class BookingQuerySet(models.QuerySet):
    def held(self):
        return self.filter(status=Status.HELD)

    def active(self):
        return self.filter(status__in=ACTIVE)

    def counted(self):
        return self.filter(status__in=COUNTED)

    def overdue(self):
        """Of leftover doses, those whose people were to come so long ago that staff are asked."""
        return self.filter(status=Status.CONFIRMED, come_by__lte=PortalNow() - OVERDUE)

    def on(self, day):
        """Those whose slot starts on a day in Korea."""
        return self.filter(slot__places__date=day)


class Booking(models.Model):
    """One person's claim to one place for one dose."""

    Status = Status

    class Channel(models.TextChoices):
        WEB = "web", _("web")
        CALL_CENTRE = "call", _("call centre")
        CLINIC = "clinic", _("clinic")
        LEFTOVER = "leftover", _("leftover dose")
        PARTNER = "partner", _("partner")

    class Rejection(models.TextChoices):
        VACCINATED = "vaccinated", _("This dose was already given.")
        NOT_ELIGIBLE = "not_eligible", _("The booking round does not include this person.")
        CLOSED = "closed", _("The clinic no longer vaccinates at this time.")

    reference = models.CharField(_("reference"), max_length=16, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="bookings")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name=_("campaign"), related_name="bookings"
    )
    #: What admitted it; a leftover dose, and the second after it, needs no round.
    round_version = models.ForeignKey(
        RoundVersion,
        models.PROTECT,
        verbose_name=_("round version"),
        related_name="bookings",
        null=True,
        blank=True,
    )
    dose = models.PositiveSmallIntegerField(_("dose"))
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="bookings")
    vaccine = models.ForeignKey(
        Vaccine, models.PROTECT, verbose_name=_("vaccine"), null=True, blank=True
    )
    first_dose = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="second_doses"
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    rejection = models.CharField(
        _("reason for rejection"), max_length=20, choices=Rejection.choices, blank=True,
        default="", db_default="",
    )  # fmt: skip
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    idempotency_key = models.UUIDField(_("idempotency key"))
    held_at = models.DateTimeField(_("held"), db_default=PortalNow())
    changed_at = models.DateTimeField(_("changed"), db_default=PortalNow())
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    #: Until when the person of a leftover dose should come; no other booking has it.
    come_by = models.DateTimeField(_("come by"), null=True, blank=True, editable=False)
    #: Who made the last change, through which channel and why, and the form that moved it to
    #: another slot; the trigger copies them into the history. ``signed`` is the trigger's own.
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_via = models.CharField(
        max_length=10, choices=via, default="system", db_default="system"
    )
    change_reason = models.CharField(max_length=200, blank=True, default="", db_default="")
    change_key = models.UUIDField(null=True, blank=True, editable=False)
    signed = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        permissions = [
            ("attend_booking", "Can record arrivals and doses"),
            ("cancel_booking", "Can cancel bookings for citizens"),
            ("export_booking", "Can export bookings"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "campaign", "dose"],
                condition=Q(status__in=ACTIVE),
                name="one_active_booking",
                violation_error_message=_("There is already a booking for this dose."),
            ),
            models.UniqueConstraint(
                fields=["person", "idempotency_key"],
                name="one_booking_per_key",
                violation_error_message=_("This form was already sent."),
            ),
            models.CheckConstraint(
                condition=Q(status=Status.REJECTED) ^ Q(rejection=""),
                name="rejected_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(dose=1, first_dose=None) | Q(dose__gte=2), name="first_dose_is_first"
            ),
            models.CheckConstraint(
                condition=Q(round_version__isnull=False)
                | Q(come_by__isnull=False)
                | Q(dose__gte=2),
                name="admitted_by_something",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(status=Status.HELD), name="held_bookings"),
            models.Index(fields=["id"], condition=Q(status=Status.NO_SHOW), name="missed_bookings"),
        ]
        triggers = [
            *keep_count_and_tell(CHANGES),
            *keep_the_rows(),
            asked_anew(),
            *those_who_wait_come_first(),
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("booking", args=[self.reference])

    @property
    def when(self):
        """When its person is expected: the time that was booked, or the last moment to come."""
        return self.come_by or self.slot.starts_at

    @property
    def second_dose(self):
        """The active booking of the second dose that was planned from this one, if any."""
        return self.second_doses.active().select_related("slot__clinic").first()

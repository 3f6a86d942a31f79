"""What happened to bookings, each change in the transaction that made it."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.triggers import never_emptied
from clinics.models import Slot, Vaccine

from .bookings import Booking, Status, via


class BookingEvent(models.Model):
    """The history of a booking after it was held, written by its trigger and never changed.

    Who held it, when and through which channel stands in the booking.
    """

    class Act(models.TextChoices):
        """What happened where the status stayed."""

        CHANGED = "changed", _("moved to another time")
        VACCINE = "vaccine", _("other vaccine")
        ARRIVED = "arrived", _("arrived")
        NOT_ARRIVED = "not_arrived", _("arrival taken back")
        SUPPLY_WAITS = "supply_waits", _("appointment on the work list")
        SUPPLY_CLOSED = "supply_closed", _("stays as it was")
        SECOND_WAITS = "second_waits", _("second dose on the work list")
        SECOND_CLOSED = "second_closed", _("taken off the work list")

    #: Of these no message tells.
    UNTOLD = (Act.ARRIVED, Act.NOT_ARRIVED)

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="events")
    act = models.CharField(
        _("act"), max_length=20, choices=Act.choices, blank=True, default="", db_default=""
    )
    old_status = models.CharField(_("old status"), max_length=10, choices=Status.choices)
    new_status = models.CharField(_("new status"), max_length=10, choices=Status.choices)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("staff"), null=True
    )
    old_slot = models.ForeignKey(
        Slot, models.PROTECT, verbose_name=_("from"), null=True, related_name="+"
    )
    new_slot = models.ForeignKey(
        Slot, models.PROTECT, verbose_name=_("to"), null=True, related_name="+"
    )
    #: Set where the vaccine changed, also together with the status.
    old_vaccine = models.ForeignKey(
        Vaccine, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    new_vaccine = models.ForeignKey(
        Vaccine, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    channel = models.CharField(
        _("channel"), max_length=10, choices=via, blank=True, default="", db_default=""
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    key = models.UUIDField(null=True)
    at = models.DateTimeField(_("at"), db_default=PortalNow())

    class Meta:
        verbose_name = _("change of a booking")
        verbose_name_plural = _("changes of bookings")
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "key"],
                condition=Q(key__isnull=False),
                name="moved_once_per_key",
            )
        ]
        indexes = [
            # Rows come in the order of their time: what came after a moment is found at once.
            BrinIndex(fields=["at"], name="events_by_time", autosummarize=True),
            models.Index(
                fields=["at"], condition=Q(act="changed", channel="web"), name="moves_online"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self):
        if self.act:
            return self.get_act_display()
        return f"{self.get_old_status_display()} → {self.get_new_status_display()}"

    @property
    def who(self):
        """``staff``, ``citizen`` or ``system``."""
        if self.staff_id:
            return "staff"
        return "system" if self.channel in ("", "system") else "citizen"

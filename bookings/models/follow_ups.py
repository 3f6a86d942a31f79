import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow

from .bookings import Booking
from .triggers import never_emptied


class FollowUp(models.Model):
    """A call to somebody who missed an appointment, and what came of it."""

    class Outcome(models.TextChoices):
        REBOOK = "rebook", _("wants another time")
        NOT_REACHED = "not_reached", _("not reached")
        DECLINED = "declined", _("does not want the dose")

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="follow_ups")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    at = models.DateTimeField(_("at"), db_default=PortalNow())

    class Meta:
        verbose_name = _("call after a missed appointment")
        verbose_name_plural = _("calls after missed appointments")
        default_permissions = ()
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self):
        return self.get_outcome_display()

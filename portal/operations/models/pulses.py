from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from portal.waiting.models import Gate

#: How long figures are kept: the opening, and the evening after it to look back.
KEPT = timedelta(hours=48)


class Pulse(models.Model):
    """Every few seconds, what admission saw and did: what the opening room's charts show."""

    at = models.DateTimeField(_("at"), db_default=PortalNow(), db_index=True)
    #: Seconds since the one before: what ``entered`` and ``completed`` are counted over.
    seconds = models.FloatField()
    state = models.CharField(max_length=10, choices=Gate.State.choices)
    trouble = models.CharField(max_length=40, blank=True)
    line_id = models.BigIntegerField(null=True)
    #: The last live number, nothing while the store does not tell.
    issued = models.BigIntegerField(_("numbers issued"), null=True)
    early = models.IntegerField(default=0)
    served = models.BigIntegerField(_("called up to"))
    #: Verified and not called yet; :attr:`length` counts those too who only hold a number.
    waiting = models.IntegerField(_("verified and waiting"))
    called = models.IntegerField(_("called, not in yet"))
    inside = models.IntegerField(_("inside"))
    entered = models.IntegerField(_("came in"))
    completed = models.IntegerField(_("booked"))
    errors = models.FloatField(_("errors"))
    slow = models.FloatField(_("slow requests"))
    lag = models.FloatField(_("confirmation lag"))
    rate = models.FloatField(_("positions a second"))
    throttle = models.FloatField(_("throttle"))

    class Meta:
        verbose_name = _("pulse")
        verbose_name_plural = _("pulses")
        default_permissions = ()

    def __str__(self):
        return str(self.at)

    @property
    def length(self):
        """People in line: issued and not called, or while the store is silent the verified."""
        if self.issued is None:
            return self.waiting
        return max(self.waiting, self.early + self.issued - self.served)

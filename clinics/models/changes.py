import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow

from .clinics import Clinic


class ClinicChange(models.Model):
    """What was changed of a clinic's hours, doctors, closures and places, and by whom.

    Triggers write it (``remembering``) and the database keeps it as it is. Without a member of
    staff it was a register, an invention for a rehearsal, or somebody at the database.
    """

    class Kind(models.TextChoices):
        CLINIC = "clinic", _("clinic")
        HOURS = "hours", _("opening hours")
        CLOSURE = "closure", _("closure")
        SLOT = "slot", _("places of a time")

    #: Not held by the database: the record outlives the row. Empty for a day on which all close.
    clinic = models.ForeignKey(
        Clinic, models.DO_NOTHING, null=True, db_constraint=False, related_name="changes",
        verbose_name=_("clinic"),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    row_id = models.BigIntegerField()
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("staff"),
    )  # fmt: skip
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"), db_default=PortalNow())

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("change of a clinic")
        verbose_name_plural = _("changes of clinics")
        default_permissions = ()
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.at}"

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow


class AccessRecord(models.Model):
    """Who looked at, searched or exported whose personal data. The database keeps it as it is."""

    class Act(models.TextChoices):
        VIEW = "view", _("looked at")
        SEARCH = "search", _("searched")
        EXPORT = "export", _("exported")
        CHANGE = "change", _("changed")

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("staff"))
    act = models.CharField(_("act"), max_length=10, choices=Act.choices)
    #: What was looked at, by kind and id and not by foreign key: the record outlives the row.
    target_kind = models.CharField(_("kind"), max_length=40)
    target_ids = models.JSONField(_("ids"), default=list)
    reason = models.TextField(_("reason"), blank=True)
    address = models.GenericIPAddressField(_("address"), null=True)
    at = models.DateTimeField(_("at"), db_default=PortalNow())

    class Meta:
        verbose_name = _("access record")
        verbose_name_plural = _("access records")
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.get_act_display()} {self.target_kind}"

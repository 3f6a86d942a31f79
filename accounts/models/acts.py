from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.triggers import append_only, never_emptied


class StaffAct(models.Model):
    """What became of somebody's account and who did it. The database keeps it as it is."""

    class Act(models.TextChoices):
        ENROLLED = "enrolled", _("set up a second factor")
        CODES_MADE = "codes_made", _("made new recovery codes")
        RECOVERED = "recovered", _("logged in with a recovery code")
        RESET_ASKED = "reset_asked", _("asked for a new second factor")
        RESET_GRANTED = "reset_granted", _("agreed to a new second factor")
        RESET_DENIED = "reset_denied", _("did not agree to a new second factor")
        INVITED = "invited", _("invited")
        REVOKED = "revoked", _("took the invitation back")
        JOINED = "joined", _("accepted the invitation")
        DISABLED = "disabled", _("disabled the account")
        ENABLED = "enabled", _("enabled the account again")

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    act = models.CharField(_("act"), max_length=20, choices=Act.choices)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="acts",
        verbose_name=_("staff member"),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True)
    at = models.DateTimeField(_("at"), db_default=PortalNow())

    class Meta:
        verbose_name = _("act on an account")
        verbose_name_plural = _("acts on accounts")
        default_permissions = ()
        triggers = [append_only(), never_emptied()]

    def __str__(self):
        return f"{self.member}: {self.get_act_display()}"

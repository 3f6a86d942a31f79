import pgtrigger
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.triggers import append_only, never_emptied

#: How long a record is kept, by the calendar; ``forget_access_records()`` says the same in SQL.
KEPT_YEARS = 2


class AccessRecord(models.Model):
    """Who looked at, searched or exported whose personal data. The database keeps it as it is."""

    class Act(models.TextChoices):
        VIEW = "view", _("looked at")
        REVEAL = "reveal", _("asked for in full")
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
        default_permissions = ("view",)
        permissions = [("review_access", "Can search and review access records")]
        indexes = [
            GinIndex(fields=["target_ids"], name="records_by_target", opclasses=["jsonb_path_ops"]),
            models.Index(fields=["at", "id"], name="records_by_time"),
            models.Index(fields=["staff", "at", "id"], name="records_by_staff"),
            models.Index(fields=["act", "at", "id"], name="records_by_act"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update),
            # The one door out is ``forget_access_records()``, and it lets only old ones through.
            pgtrigger.Trigger(
                name="kept_two_years",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=f"""
                    IF current_setting('portal.forgetting', true) IS DISTINCT FROM 'on'
                       OR OLD.at > portal_now() - interval '{KEPT_YEARS} years' THEN
                        RAISE EXCEPTION 'Access records are kept for two years';
                    END IF;
                    RETURN OLD;
                """,
            ),
            never_emptied(),
        ]

    def __str__(self):
        return f"{self.get_act_display()} {self.target_kind}"

    @property
    def kind(self):
        """What it was about, in words; a kind that is no more stands as it was written."""
        try:
            return apps.get_model(self.target_kind)._meta.verbose_name
        except (LookupError, ValueError):
            return self.target_kind


class AccessForgetting(models.Model):
    """What the retention of access records took away, and when. Written by the database itself."""

    at = models.DateTimeField(_("at"), db_default=PortalNow())
    records = models.PositiveIntegerField(_("records"))
    #: The youngest that went.
    newest = models.DateTimeField(_("newest"))

    class Meta:
        verbose_name = _("removal of old access records")
        verbose_name_plural = _("removals of old access records")
        default_permissions = ()
        triggers = [append_only(), never_emptied()]

    def __str__(self):
        return f"{self.at}: {self.records}"

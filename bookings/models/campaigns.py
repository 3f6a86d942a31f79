"""What was changed of a campaign, its vaccines and the terms of its leftover doses, and by whom."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from accounts.triggers import append_only


class CampaignChange(models.Model):
    """Triggers write it and the database keeps it as it is. Without a member of staff it was a
    command, or somebody at the database."""

    class Kind(models.TextChoices):
        CAMPAIGN = "campaign", _("campaign")
        VACCINES = "vaccines", _("vaccines")
        LEFTOVERS = "leftovers", _("terms of leftover doses")

    #: Not held by the database: the record outlives the row.
    campaign = models.ForeignKey(
        "bookings.Campaign", models.DO_NOTHING, db_constraint=False, related_name="changes",
        verbose_name=_("campaign"),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("staff"),
    )  # fmt: skip
    #: A second person, or an emergency in which one acted alone: see decision 29.
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("approved by"),
    )  # fmt: skip
    emergency = models.BooleanField(_("emergency"), default=False, db_default=False)
    at = models.DateTimeField(_("at"), db_default=PortalNow())

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("change of a campaign")
        verbose_name_plural = _("changes of campaigns")
        default_permissions = ()
        triggers = [append_only()]

    def __str__(self):
        return self.get_kind_display()

    def differences(self):
        """Triples of a column, what it was and what it is; None where there was no row."""
        before, after = self.before or {}, self.after or {}
        return [
            (column, before.get(column), after.get(column))
            for column in {**before, **after}
            if before.get(column) != after.get(column)
        ]


SIGNED = "nullif(current_setting('portal.{}', true), '')"


def remembered(kind, campaign, alone="false"):
    """A trigger that keeps what a row was and is, who changed it and who approved that: see
    ``accounts.signing``. What a person changed whom no second one approved it refuses.

    The table of a campaign's vaccines has no model that could name its own: the migration does.

    :param campaign: the column that names the campaign; it is not said once more.
    :param alone: SQL for what one person may change; nobody's name is on what commands do.
    """
    return pgtrigger.Trigger(
        name=f"remember_{kind}",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[
            ("staff", f"bigint := {SIGNED.format('staff')}::bigint"),
            ("approver", f"bigint := {SIGNED.format('approver')}::bigint"),
            ("emergency", f"boolean := coalesce({SIGNED.format('emergency')}::boolean, false)"),
        ],
        func=f"""
            IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
                RETURN NULL;
            END IF;
            IF staff IS NOT NULL AND NOT emergency AND coalesce(approver, staff) = staff
               AND NOT ({alone}) THEN
                RAISE EXCEPTION 'Another person has to approve this'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'campaign_approved_by_a_second';
            END IF;
            INSERT INTO bookings_campaignchange
                (campaign_id, kind, before, after, staff_id, approved_by_id, emergency, at)
            VALUES (
                CASE TG_OP WHEN 'DELETE' THEN OLD.{campaign} ELSE NEW.{campaign} END,
                '{kind}',
                CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - '{{id,{campaign}}}'::text[] END,
                CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - '{{id,{campaign}}}'::text[] END,
                staff,
                approver,
                emergency,
                portal_now()
            );
            RETURN NULL;
        """,
    )

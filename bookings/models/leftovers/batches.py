"""Doses that a clinic has left today.

A batch owns a slot whose capacity is what was published less what was wasted: open offers,
bookings and doses handed over are counted in it by the triggers that count every other place, so
nine doses are never ten bookings.
"""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from bookings.models.bookings import OVERDUE
from bookings.models.campaigns import remembered
from bookings.models.rounds import Campaign
from bookings.models.triggers import keep_the_rows
from clinics.models import Clinic, Slot, Vaccine

#: Of terms, in force or proposed.
POSITIVE = Q(
    offer_time__gt=timedelta(0), come_within__gt=timedelta(0), close_before__gte=timedelta(0)
)


class LeftoverTerms(models.Model):
    """How a campaign's leftover doses are given away. Without such a row it has none."""

    campaign = models.OneToOneField(
        Campaign,
        models.CASCADE,
        primary_key=True,
        related_name="leftover_terms",
        verbose_name=_("campaign"),
    )
    offer_time = models.DurationField(
        _("time to answer an offer"), default=timedelta(minutes=10), help_text="HH:MM:SS"
    )
    come_within = models.DurationField(
        _("time to come after accepting"), default=timedelta(hours=2), help_text="HH:MM:SS"
    )
    close_before = models.DurationField(
        _("no offers before the clinic closes or the doses expire, for"),
        default=timedelta(minutes=30),
        help_text="HH:MM:SS",
    )
    missed_days = models.PositiveSmallIntegerField(
        _("days without offers after a missed appointment"), default=14
    )

    class Meta:
        verbose_name = _("terms of leftover doses")
        verbose_name_plural = _("terms of leftover doses")
        constraints = [
            models.CheckConstraint(
                condition=POSITIVE,
                name="leftover_times_are_positive",
                violation_error_message=_("Times must be longer than nothing."),
            )
        ]
        triggers = [remembered("leftovers", "campaign_id")]

    def __str__(self):
        return str(self.campaign)


class State(models.TextChoices):
    OPEN = "open", _("offered")
    STOPPED = "stopped", _("stopped")
    ENDED = "ended", _("accounted for")


class LeftoverBatchQuerySet(models.QuerySet):
    def staffed_by(self, member):
        """Those of the clinics that name this member of staff."""
        return self.filter(slot__clinic__in=Clinic.objects.staffed_by(member))

    def with_figures(self):
        """With where their doses are: ``given``, ``handed``, ``coming``, ``offered``, ``free``.

        ``published`` is the sum of these and ``wasted``, at any moment. Of those coming so many
        are ``overdue``.
        """
        booked = {
            "given": Q(slot__bookings__status="completed", slot__bookings__maker=None),
            "handed": Q(slot__bookings__status="completed", slot__bookings__maker__isnull=False),
            "coming": Q(slot__bookings__status__in=("held", "confirmed")),
            "overdue": Q(
                slot__bookings__status="confirmed",
                slot__bookings__come_by__lte=PortalNow() - OVERDUE,
            ),
        }
        kept = Q(slot__offers__state="open", slot__offers__keeps=True)
        return self.annotate(
            **{
                name: Count("slot__bookings", filter=which, distinct=True)
                for name, which in booked.items()
            },
            offered=Count("slot__offers", filter=kept, distinct=True),
            free=F("slot__capacity") - F("slot__taken"),
        )

    def open(self):
        """Those whose doses are offered at this moment."""
        return self.filter(state=State.OPEN, closes_at__gt=PortalNow())

    def usable(self):
        """Those of which a dose can still be given."""
        return self.exclude(state=State.ENDED).filter(usable_until__gt=PortalNow())

    def listed(self):
        """Those the public sees: never before the first of those who wait were told."""
        return self.open().exclude(told_at=None)


#: The slot holds what is neither wasted nor was never there; its own constraint refuses less than
#: what is promised.
CAPACITY_FOLLOWS = """
    UPDATE clinics_slot SET capacity = NEW.published - NEW.wasted WHERE id = NEW.slot_id;
    RETURN NEW;
"""

#: At the end every dose is somewhere.
SETTLED = """
    IF EXISTS (SELECT FROM bookings_offer WHERE slot_id = NEW.slot_id AND state = 'open')
        OR EXISTS (SELECT FROM bookings_booking
                   WHERE slot_id = NEW.slot_id AND status IN ('held', 'confirmed'))
        OR NEW.published <> NEW.wasted + (
            SELECT count(*) FROM bookings_booking
            WHERE slot_id = NEW.slot_id AND status = 'completed') THEN
        RAISE EXCEPTION 'Leftover doses are not accounted for'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'every_dose_is_somewhere';
    END IF;
    RETURN NEW;
"""


class LeftoverBatch(models.Model):
    """Doses of one vaccine that a clinic published together."""

    State = State

    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name=_("campaign"))
    vaccine = models.ForeignKey(
        Vaccine, models.PROTECT, verbose_name=_("vaccine"), related_name="+"
    )
    #: Its clinic and day, and the moment from which nobody can come any more.
    slot = models.OneToOneField(Slot, models.PROTECT, related_name="batch")
    published = models.PositiveSmallIntegerField(_("doses"))
    wasted = models.PositiveSmallIntegerField(_("expired or wasted"), default=0, db_default=0)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.OPEN, db_default=State.OPEN
    )
    published_at = models.DateTimeField(_("published"), db_default=PortalNow())
    #: From then on nothing is offered: the clinic is about to close, or the doses to expire.
    closes_at = models.DateTimeField(_("offers end"), help_text=_("The first moment after them."))
    usable_until = models.DateTimeField(_("usable until"))
    #: When the first of those who wait were told.
    told_at = models.DateTimeField(_("first told"), null=True)
    #: When everybody who waited had had their turn: since then it is for whoever comes first.
    turn_over_at = models.DateTimeField(_("open to everybody since"), null=True)
    ended_at = models.DateTimeField(_("accounted for"), null=True)

    objects = LeftoverBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("leftover doses")
        verbose_name_plural = _("leftover doses")
        default_permissions = ("view",)
        permissions = [("manage_leftovers", "Can publish and hand over leftover doses")]
        constraints = [
            models.CheckConstraint(
                condition=Q(published__gte=1, wasted__lte=F("published")),
                name="no_more_wasted_than_published",
                violation_error_message=_("There are not as many doses."),
            ),
            models.CheckConstraint(
                condition=Q(published_at__lt=F("closes_at"), closes_at__lte=F("usable_until")),
                name="leftovers_in_order",
                violation_error_message=_("The doses must be usable for a while yet."),
            ),
            models.CheckConstraint(
                condition=Q(state=State.ENDED) ^ Q(ended_at=None), name="ended_at_a_moment"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(state=State.OPEN, turn_over_at=None),
                name="leftovers_to_offer",
            ),
            models.Index(
                fields=["usable_until"],
                condition=~Q(state=State.ENDED),
                name="leftovers_to_account_for",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="leftovers_stay",
                fields=["campaign", "vaccine", "slot", "published_at"],
            ),
            pgtrigger.Trigger(
                name="capacity_follows",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("published", "wasted"),
                func=CAPACITY_FOLLOWS,
            ),
            pgtrigger.Trigger(
                name="settled",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Condition("NEW.state = 'ended' AND OLD.state <> 'ended'"),
                func=SETTLED,
            ),
            *keep_the_rows(),
        ]

    def __str__(self):
        return f"{self.vaccine} {self.published}"


class LeftoverAct(models.Model):
    """Who did what with leftover doses. Append-only."""

    class Act(models.TextChoices):
        PUBLISHED = "published", _("published")
        CHANGED = "changed", _("changed the count")
        UNTIL = "until", _("changed the time")
        STOPPED = "stopped", _("stopped")
        WASTED = "wasted", _("expired or wasted")
        ENDED = "ended", _("accounted for")

    batch = models.ForeignKey(LeftoverBatch, models.PROTECT, related_name="acts")
    act = models.CharField(_("act"), max_length=10, choices=Act.choices)
    #: Doses that it is about: the count from then on, or how many more are wasted.
    doses = models.PositiveSmallIntegerField(_("doses"))
    #: None is the portal itself.
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("staff"), null=True,
        related_name="+",
    )  # fmt: skip
    reason = models.CharField(_("reason"), max_length=200, default="", db_default="", blank=True)
    at = models.DateTimeField(_("at"), db_default=PortalNow())

    class Meta:
        verbose_name = _("act on leftover doses")
        verbose_name_plural = _("acts on leftover doses")
        default_permissions = ()
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.get_act_display()} {self.doses}"

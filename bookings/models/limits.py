"""How much citizens may do by themselves: numbers that two people change, each from a day on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow

from .proposals import Proposal, ProposalQuerySet, State, kept, two_people

#: As long as nothing was decided they are the settings of the same names.
LIMITS = ["cancel_until_days", "proxied_bookings", "changes_a_day"]


class LimitProposalQuerySet(ProposalQuerySet):
    def in_force(self, day=None):
        """What was decided last of a day, by name.

        :param day: today by the database's clock unless it is told.
        """
        day = day or TruncDate(PortalNow(), tzinfo=get_default_timezone())
        decided = self.filter(state__in=[State.APPROVED, State.AT_ONCE], effective_from__lte=day)
        found = decided.order_by("effective_from", "decided_at", "pk").values(*LIMITS).last()
        return found or {name: getattr(settings, name.upper()) for name in LIMITS}


class LimitProposal(Proposal):
    """All limits from a day on. What was decided is in force by itself: no other row says it."""

    effective_from = models.DateField(_("from"))
    cancel_until_days = models.PositiveSmallIntegerField(
        _("days before a visit until which it can be cancelled or moved online")
    )
    proxied_bookings = models.PositiveSmallIntegerField(
        _("bookings to come that one person may have made for others")
    )
    changes_a_day = models.PositiveSmallIntegerField(
        _("times a booking may be moved online within 24 hours")
    )
    #: What its author saw in force on that date.
    seen = models.JSONField()

    objects = LimitProposalQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Proposal.Meta):
        verbose_name = _("proposed limits")
        verbose_name_plural = _("proposed limits")
        constraints = [
            *two_people("limits"),
            models.CheckConstraint(
                # With more, nobody could keep a place in time; a slip of the finger is likelier.
                condition=Q(cancel_until_days__lte=30),
                name="proposed_notice_is_short",
                violation_error_message=_("At most 30 days before a visit."),
            ),
        ]
        triggers = kept()

    def __str__(self):
        return gettext("Limits from %(day)s") % {"day": self.effective_from}

    def get_absolute_url(self):
        return reverse("operations-limits", args=[self.pk])

    def said(self):
        return {name: getattr(self, name) for name in LIMITS}

    def was(self):
        return self.seen

    def in_force(self):
        return type(self).objects.in_force(self.effective_from)


def limit(name):
    """One of ``LIMITS`` as it is in force now."""
    return LimitProposal.objects.in_force()[name]

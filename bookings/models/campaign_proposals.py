"""What one person wants to change of a campaign, and another has to approve."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.duration import duration_string
from django.utils.translation import gettext_lazy as _

from .leftovers.batches import POSITIVE
from .proposals import Proposal, kept, two_people
from .rounds import Campaign

OF_CAMPAIGN = ["name_ko", "name_en", "follow_up_days"]
OF_LEFTOVERS = ["offer_time", "come_within", "close_before", "missed_days"]
TIMES = OF_LEFTOVERS[:3]
A_DAY = timedelta(days=1)


def in_force(campaign):
    """What a campaign says, by name; nothing of leftover doses where it gives none.

    :param campaign: its id.
    """
    of_leftovers = {name: F(f"leftover_terms__{name}") for name in OF_LEFTOVERS}
    return Campaign.objects.values(*OF_CAMPAIGN, **of_leftovers).get(pk=campaign)


def told(terms):
    """Terms as JSON carries them."""
    return {
        name: duration_string(value) if isinstance(value, timedelta) else value
        for name, value in terms.items()
    }


class CampaignProposal(Proposal):
    """All that a campaign says, but for its code and its vaccines: see decision 29."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name=_("campaign"), related_name="+"
    )
    name_ko = models.CharField(_("name in Korean"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    follow_up_days = models.PositiveSmallIntegerField(
        _("days to call whoever missed"),
        help_text=_("For so long a missed appointment stands on the clinic's list to call."),
    )
    #: All of these or none: a campaign without terms gives no leftover doses.
    offer_time = models.DurationField(
        _("time to answer an offer"), null=True, blank=True, help_text="HH:MM:SS"
    )
    come_within = models.DurationField(
        _("time to come after accepting"), null=True, blank=True, help_text="HH:MM:SS"
    )
    close_before = models.DurationField(
        _("no offers before the clinic closes or the doses expire, for"),
        null=True,
        blank=True,
        help_text="HH:MM:SS",
    )
    missed_days = models.PositiveSmallIntegerField(
        _("days without offers after a missed appointment"), null=True, blank=True
    )
    #: What its author saw in force, as :meth:`said` says it.
    seen = models.JSONField()

    class Meta(Proposal.Meta):
        verbose_name = _("proposed change of a campaign")
        verbose_name_plural = _("proposed changes of campaigns")
        constraints = [
            *two_people("campaign"),
            models.CheckConstraint(
                condition=Q(**dict.fromkeys(OF_LEFTOVERS))
                | Q(**{f"{name}__isnull": False for name in OF_LEFTOVERS}),
                name="proposed_leftovers_are_whole",
                violation_error_message=_(
                    "Fill in all four terms of leftover doses, or none of them."
                ),
            ),
            models.CheckConstraint(
                condition=POSITIVE,
                name="proposed_times_are_positive",
                violation_error_message=_("Times must be longer than nothing."),
            ),
            models.CheckConstraint(
                condition=Q(**{f"{name}__lt": A_DAY for name in TIMES}),
                name="proposed_times_are_of_a_day",
                violation_error_message=_(
                    "Leftover doses are of one day: each time is shorter than that."
                ),
            ),
            models.CheckConstraint(
                # With more nobody would ever be off the list; a slip of the finger is likelier.
                condition=Q(follow_up_days__lte=365)
                & (Q(missed_days=None) | Q(missed_days__lte=365)),
                name="proposed_days_are_a_year",
                violation_error_message=_("At most 365 days."),
            ),
        ]
        triggers = kept()

    def __str__(self):
        return str(self.campaign)

    def get_absolute_url(self):
        return reverse("operations-campaign", args=[self.pk])

    def of(self, names):
        return {name: getattr(self, name) for name in names}

    def said(self):
        return told(self.of([*OF_CAMPAIGN, *OF_LEFTOVERS]))

    def was(self):
        return self.seen

    def in_force(self):
        return told(in_force(self.campaign_id))

    @property
    def gives_leftovers(self):
        return self.offer_time is not None

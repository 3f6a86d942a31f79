"""What one person wants to change and another has to approve before anybody books by it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.clock import PortalNow
from clinics.models import Interval, Vaccine

from .rounds import TERMS, Campaign, Round, RoundVersion, Terms


class ProposalQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=State.OPEN)


class State(models.TextChoices):
    OPEN = "open", _("waits for a second person")
    APPROVED = "approved", _("approved")
    AT_ONCE = "at_once", _("in force at once, in an emergency")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


#: What becomes of a proposal; nothing else of it ever changes.
FATE = ["state", "decided_by", "decided_at", "finding"]


class Proposal(models.Model):
    State = State

    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    made_at = models.DateTimeField(_("proposed"), db_default=PortalNow())
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided"), null=True)
    finding = models.CharField(_("why"), max_length=300, blank=True, default="")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-pk"]
        default_permissions = ()


def two_people(name):
    """The constraints of a kind of proposal."""
    return [
        models.CheckConstraint(
            condition=~Q(reason=""),
            name=f"{name}_for_a_reason",
            violation_error_message=_("Please say why."),
        ),
        models.CheckConstraint(
            condition=Q(state__in=["approved", "refused"], decided_by__isnull=False)
            & ~Q(decided_by=F("made_by"))
            | Q(state__in=["at_once", "withdrawn"], decided_by__isnull=False)
            | Q(state="open", decided_by=None),
            name=f"{name}_decided_by_a_second",
            violation_error_message=_("Another person has to decide this."),
        ),
    ]


def kept(*became):
    """The triggers of a kind of proposal. :param became: what else a decision sets."""
    return [
        pgtrigger.Protect(
            name="decided_once",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__state__df="open"),
        ),
        pgtrigger.ReadOnly(name="says_the_same", exclude=[*FATE, *became]),
        pgtrigger.Protect(name="never_forgotten", operation=pgtrigger.Delete),
    ]


class RoundProposal(Proposal, Terms):
    """A new round, or new terms for one. What it says never changes; only what becomes of it."""

    #: None for a new round.
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, verbose_name=_("round"), related_name="proposals"
    )
    #: What its author saw in force; with other terms by then it is not put in force.
    based_on = models.ForeignKey(RoundVersion, models.PROTECT, null=True, related_name="+")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name=_("campaign"), related_name="+"
    )
    code = models.SlugField(_("code"))
    name_ko = models.CharField(_("name in Korean"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    proxies = models.BooleanField(
        _("proxies may book"),
        default=True,
        help_text=_("Whether people may book for others of this round."),
    )
    #: What it became.
    version = models.ForeignKey(RoundVersion, models.PROTECT, null=True, related_name="proposals")

    class Meta(Proposal.Meta):
        verbose_name = _("proposed round")
        verbose_name_plural = _("proposed rounds")
        constraints = [
            *two_people("round"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")),
                name="proposal_opens_before_it_closes",
                violation_error_message=_("A round opens before it closes."),
            ),
            models.CheckConstraint(
                condition=Q(birth_from__lte=F("birth_to")),
                name="proposed_births_in_order",
                violation_error_message=_("The earlier birth date comes first."),
            ),
            models.CheckConstraint(
                condition=Q(vaccinate_from__lte=F("vaccinate_to")),
                name="proposed_days_in_order",
                violation_error_message=_("The earlier vaccination date comes first."),
            ),
            models.CheckConstraint(
                condition=Q(birth_day_digit=None) | Q(birth_day_digit__lte=9),
                name="proposed_a_single_digit",
                violation_error_message=_("One digit, 0 to 9."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "at_once"]) ^ Q(version=None),
                name="approved_is_in_force",
            ),
        ]
        triggers = kept("version", "round")

    def __str__(self):
        return str(self.as_round())

    def get_absolute_url(self):
        return reverse("operations-proposal", args=[self.pk])

    def terms(self):
        return {term: getattr(self, term) for term in TERMS}

    #: What it says, and what was in force then, by name.
    said = terms

    def was(self):
        before = self.based_on
        return {term: getattr(before, term) for term in TERMS} if before else {}

    def as_round(self):
        """The round as it would be, unsaved where it is new."""
        return Round(
            pk=self.round_id,
            campaign=self.campaign,
            code=self.code,
            name_ko=self.name_ko,
            name_en=self.name_en,
            proxies=self.proxies,
        )

    def as_version(self):
        """The version as it would be, for whatever shows one."""
        return RoundVersion(round=self.as_round(), **self.terms())


DAYS = ["min_days", "standard_days", "max_days"]


class IntervalProposal(Proposal):
    """Days between two doses of a vaccine, for first doses given from a date on."""

    vaccine = models.ForeignKey(
        Vaccine, models.PROTECT, verbose_name=_("vaccine"), related_name="+"
    )
    effective_from = models.DateField(_("for first doses from"))
    min_days = models.PositiveSmallIntegerField(_("at least, in days"))
    standard_days = models.PositiveSmallIntegerField(_("as a rule, in days"))
    max_days = models.PositiveSmallIntegerField(_("at most, in days"))
    #: What its author saw in force on that date: three numbers of days, or nothing.
    seen = models.JSONField(null=True)

    class Meta(Proposal.Meta):
        verbose_name = _("proposed interval")
        verbose_name_plural = _("proposed intervals")
        constraints = [
            *two_people("interval"),
            models.CheckConstraint(
                condition=Q(min_days__lte=F("standard_days"), standard_days__lte=F("max_days")),
                name="proposed_interval_in_order",
                violation_error_message=_("Minimum, standard and maximum must rise."),
            ),
        ]
        triggers = kept()

    def __str__(self):
        return f"{self.vaccine}, {self.effective_from}"

    def get_absolute_url(self):
        return reverse("operations-interval", args=[self.pk])

    @property
    def days(self):
        return [self.min_days, self.standard_days, self.max_days]

    def said(self):
        return dict(zip(DAYS, self.days, strict=True))

    def was(self):
        return dict(zip(DAYS, self.seen, strict=True)) if self.seen else {}

    def in_force(self):
        """The days in force for first doses on its date, as a list; None where there are none."""
        found = Interval.objects.filter(
            vaccine=self.vaccine, effective_from__lte=self.effective_from
        ).last()
        return found and [found.min_days, found.standard_days, found.max_days]

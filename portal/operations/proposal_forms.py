from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refused
from bookings.models import CampaignProposal, IntervalProposal, LimitProposal, RoundProposal
from bookings.models.campaign_proposals import OF_CAMPAIGN, OF_LEFTOVERS, in_force
from bookings.models.limits import LIMITS
from bookings.models.rounds import TERMS
from bookings.proposing import NAMES
from clinics.models import VaccineGroup

from . import proposing
from .forms import MOMENT, ActForm

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class ProposedForm(forms.ModelForm):
    """What somebody proposes. A refusal comes back as a form error."""

    def save(self, operator):
        """Return the proposal, or None with the reason among the form's errors."""
        try:
            proposing.propose(operator, self.instance)
        except Refused as refusal:
            self.add_error(None, str(refusal))
            return None
        return self.instance


class ProposalForm(ProposedForm):
    """A new round, or new terms for one."""

    groups = forms.ModelMultipleChoiceField(
        VaccineGroup.objects.all(),
        label=_("vaccine groups"),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = RoundProposal
        fields = ["campaign", "code", *NAMES, *TERMS, "reason"]
        widgets = {
            **dict.fromkeys(("opens_at", "closes_at"), MOMENT),
            **dict.fromkeys(("birth_from", "birth_to", "vaccinate_from", "vaccinate_to"), DAY),
        }

    def __init__(self, round_, *args, **kwargs):
        initial = {}
        if round_:
            of_round = {name: getattr(round_, name) for name in ("campaign", "code", *NAMES)}
            initial = {**of_round, **{term: getattr(round_.current, term) for term in TERMS}}
        super().__init__(*args, initial=initial, instance=RoundProposal(round=round_), **kwargs)
        for name in ("campaign", "code"):
            self.fields[name].disabled = round_ is not None

    def clean_groups(self):
        return [group.pk for group in self.cleaned_data["groups"]]


class IntervalForm(ProposedForm):
    class Meta:
        model = IntervalProposal
        fields = ["vaccine", "effective_from", "min_days", "standard_days", "max_days", "reason"]
        widgets = {"effective_from": DAY}


class LimitsForm(ProposedForm):
    class Meta:
        model = LimitProposal
        fields = ["effective_from", *LIMITS, "reason"]
        labels = {"effective_from": _("In force from")}
        widgets = {"effective_from": DAY}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial=LimitProposal.objects.in_force(), **kwargs)


class CampaignForm(ProposedForm):
    class Meta:
        model = CampaignProposal
        fields = [*OF_CAMPAIGN, *OF_LEFTOVERS, "reason"]

    def __init__(self, campaign, *args, **kwargs):
        proposal = CampaignProposal(campaign=campaign)
        initial = in_force(campaign.pk)
        super().__init__(*args, initial=initial, instance=proposal, **kwargs)
        for name in OF_LEFTOVERS:
            self.fields[name].required = initial[name] is not None


class DecisionForm(ActForm):
    """What becomes of a proposal."""

    class Verb(models.TextChoices):
        APPROVE = "approve", _("Approve and put in force")
        REFUSE = "refuse", _("Refuse")
        WITHDRAW = "withdraw", _("Withdraw")
        AT_ONCE = "act_at_once", _("Put in force alone: emergency")

    finding = forms.CharField(
        label=_("What did you find?"),
        max_length=300,
        required=False,
        help_text=_("Needed to refuse, and in an emergency. It is kept with the proposal."),
    )
    verb = forms.ChoiceField(choices=Verb.choices, widget=forms.HiddenInput)

    def verbs(self, operator):
        """What this operator may do with it."""
        theirs = operator.pk == self.subject.made_by_id
        return [
            (verb.value, verb.label)
            for verb in self.Verb
            if not theirs or verb in (self.Verb.WITHDRAW, self.Verb.AT_ONCE)
        ]

    def clean(self):
        needed = self.cleaned_data.get("verb") in (self.Verb.REFUSE, self.Verb.AT_ONCE)
        if needed and not self.cleaned_data.get("finding"):
            self.add_error("finding", _("Please say why."))

    def act(self, operator):
        verb = getattr(proposing, self.cleaned_data["verb"])
        verb(operator, self.subject, self.cleaned_data["finding"])

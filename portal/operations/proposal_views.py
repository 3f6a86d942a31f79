from itertools import chain

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings.models import (
    Campaign,
    CampaignProposal,
    IntervalProposal,
    LimitProposal,
    RoundProposal,
)
from bookings.models.proposals import State
from bookings.staff.pages import render_page
from clinics.models import VaccineGroup

from . import dry_runs
from .proposal_forms import CampaignForm, DecisionForm, IntervalForm, LimitsForm, ProposalForm
from .proposing import told
from .views import METHODS, act_page, operators, round_of
from .words import NAMES, shown

PAGE = 50


@operators
@require_safe
def proposals(request):
    """What was proposed, the newest first; what waits for a second person on top."""
    rows = RoundProposal.objects.select_related("campaign", "made_by", "decided_by")
    intervals = IntervalProposal.objects.select_related("vaccine", "made_by", "decided_by")
    limits = LimitProposal.objects.select_related("made_by", "decided_by")
    campaigns = CampaignProposal.objects.select_related("campaign", "made_by", "decided_by")
    lists = {"intervals": intervals, "limits": limits, "campaigns": campaigns}
    found = {name: newest_and_open(proposals) for name, proposals in lists.items()}
    waiting = [each for each in chain(*found.values()) if each.state == State.OPEN]
    context = {
        "title": _("Proposals"),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        **{name: proposals[:PAGE] for name, proposals in found.items()},
        "waiting": [*rows.open(), *waiting],
    }
    return render_page(request, "operations/proposals.html", context)


def newest_and_open(proposals):
    """The newest of a kind, then what older ones wait, in one statement."""
    newest = Q(pk__in=proposals.values("pk")[:PAGE])
    return list(proposals.filter(newest | Q(state=State.OPEN)))


@operators
@require_http_methods(METHODS)
def propose(request, pk=None):
    """Propose a new round, or other terms for one; what that would do is shown next."""
    round_ = round_of(pk) if pk else None
    form = ProposalForm(round_, request.POST if request.method == "POST" else None)
    title = _("Propose other terms") if round_ else _("Propose a round")
    return proposed(request, form, title, [(_("Round"), round_)] if round_ else ())


@operators
@require_http_methods(METHODS)
def propose_interval(request):
    """Propose another interval between doses; whom that would move is shown next."""
    form = IntervalForm(request.POST if request.method == "POST" else None)
    return proposed(request, form, _("Propose an interval"))


@operators
@require_http_methods(METHODS)
def propose_limits(request):
    """Propose how much citizens may do by themselves; whom that would stop is shown next."""
    form = LimitsForm(request.POST if request.method == "POST" else None)
    return proposed(request, form, _("Propose limits"))


@operators
@require_http_methods(METHODS)
def propose_campaign(request, pk):
    """Propose what else a campaign shall say; what that would do is shown next."""
    campaign = get_object_or_404(Campaign.objects.select_related("leftover_terms"), pk=pk)
    form = CampaignForm(campaign, request.POST if request.method == "POST" else None)
    facts = [(_("Campaign"), campaign)]
    if not hasattr(campaign, "leftover_terms"):
        facts.append((_("Leftover doses"), _("It gives none: without all four terms that stays.")))
    return proposed(request, form, _("Propose a change of the campaign"), facts)


def proposed(request, form, title, facts=()):
    if form.is_valid() and (proposal := form.save(request.user)):
        messages.success(request, _("Proposed. Another person has to approve it."))
        return redirect(proposal)
    return act_page(request, title, form, facts)


@operators
@require_http_methods(METHODS)
def proposal(request, pk):
    """A round somebody proposed and what it would do; approve, refuse, or take it back."""
    rows = RoundProposal.objects.select_related("campaign", "round", "based_on", "made_by")
    proposal = get_object_or_404(rows.select_related("decided_by"), pk=pk)
    return decided(request, proposal, dry_runs.of_round)


@operators
@require_http_methods(METHODS)
def interval(request, pk):
    """The same of an interval. Its dry run goes through all second doses, and is asked for."""
    rows = IntervalProposal.objects.select_related("vaccine", "made_by", "decided_by")
    dry_run = dry_runs.of_interval if "dry-run" in request.GET else dry_runs.of_interval_later
    return decided(request, get_object_or_404(rows, pk=pk), dry_run)


@operators
@require_http_methods(METHODS)
def limits(request, pk):
    """The same of limits."""
    rows = LimitProposal.objects.select_related("made_by", "decided_by")
    return decided(request, get_object_or_404(rows, pk=pk), dry_runs.of_limits)


@operators
@require_http_methods(METHODS)
def campaign(request, pk):
    """The same of a campaign."""
    rows = CampaignProposal.objects.select_related("campaign", "made_by", "decided_by")
    return decided(request, get_object_or_404(rows, pk=pk), dry_runs.of_campaign)


def decided(request, proposal, dry_run):
    form = DecisionForm(proposal, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(request.user):
        messages.success(request, _("Done and written down."))
        return redirect(proposal)
    context = {
        "title": proposal,
        "proposal": proposal,
        "changes": changes(proposal),
        "form": form,
        "verbs": form.verbs(request.user),
        **dry_run(proposal),
    }
    return render_page(request, "operations/proposal.html", context)


def changes(proposal):
    """Each term in words: its name, what was in force, and what was proposed."""
    was, said = proposal.was(), proposal.said()
    # Vaccine groups as people call them; the record has their codes.
    every = VaccineGroup.objects.all() if "groups" in said else ()
    groups = {group.pk: str(group) for group in every}
    was, said = told(was, groups), told(said, groups)
    return [
        (NAMES[name], shown(name, was.get(name)), shown(name, value))
        for name, value in said.items()
    ]

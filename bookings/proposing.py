"""What is proposed by one person is put in force by another, or at once in an emergency."""

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.clock import PortalNow
from accounts.refusals import Refused
from accounts.signing import signed
from clinics.models import Interval

from . import rounds
from .models import (
    Campaign,
    CampaignProposal,
    IntervalProposal,
    LeftoverTerms,
    LimitProposal,
    Round,
    RoundProposal,
)
from .models.campaign_proposals import OF_CAMPAIGN, OF_LEFTOVERS
from .models.proposals import State

#: What a proposal says of the round itself.
NAMES = ["name_ko", "name_en", "proxies"]


def propose(staff, proposal):
    """Write down what somebody wants; nobody books by it yet.

    :param proposal: one of the kinds of ``LOOKS`` that is not saved.
    :raises Refused: when it says what is in force, or a new round has the code of another.
    """
    LOOKS[type(proposal)](proposal)
    proposal.made_by = staff
    proposal.save()
    return proposal


def look_at_round(proposal):
    round_ = proposal.round
    if round_ is None and Round.objects.filter(code=proposal.code).exists():
        raise Refused(_("There is a round with this code."))
    if round_ is not None:
        proposal.based_on = round_.current
        if in_force(proposal, round_):
            raise Refused(_("It is like this already."))


def in_force(proposal, round_):
    names = all(getattr(proposal, name) == getattr(round_, name) for name in NAMES)
    terms = proposal.terms().items()
    return names and all(getattr(round_.current, term, None) == value for term, value in terms)


def look_at_interval(proposal):
    proposal.seen = proposal.in_force()
    if proposal.seen == proposal.days:
        raise Refused(_("It is like this already."))


def look_at_limits(proposal):
    proposal.seen = proposal.in_force()
    if proposal.seen == proposal.said():
        raise Refused(_("It is like this already."))


def look_at_campaign(proposal):
    proposal.seen = proposal.in_force()
    if proposal.seen == proposal.said():
        raise Refused(_("It is like this already."))
    if proposal.seen["offer_time"] and not proposal.gives_leftovers:
        # Published doses and open offers go by them.
        raise Refused(_("A campaign that gives leftover doses keeps their terms."))


#: What is asked of each kind before it is written down.
LOOKS = {
    RoundProposal: look_at_round,
    IntervalProposal: look_at_interval,
    LimitProposal: look_at_limits,
    CampaignProposal: look_at_campaign,
}


@transaction.atomic
def approve(staff, proposal, finding=""):
    """Put it in force as the second person.

    :raises Refused: to its author, when it was decided before, or when something else is in force
        by now than its author saw.
    """
    not_theirs(staff, proposal)
    enact(staff, proposal, State.APPROVED, finding, approved_by=staff)


@transaction.atomic
def act_at_once(staff, proposal, finding):
    """Put it in force alone, in an emergency; somebody else reviews it afterwards."""
    enact(staff, proposal, State.AT_ONCE, finding, emergency=True)


def not_theirs(staff, proposal):
    if staff.pk == proposal.made_by_id:
        raise Refused(_("Another person has to decide this."))


def enact(staff, proposal, state, finding, **how):
    proposal = claim(proposal)
    became = ENACT[type(proposal)](proposal, **how)
    decide(proposal, staff, state, finding, **became)


def enact_round(proposal, **how):
    round_ = the_round(proposal)
    if round_.current_id != proposal.based_on_id:
        overtaken()
    for name in NAMES:
        setattr(round_, name, getattr(proposal, name))
    round_.save(update_fields=NAMES)
    rounds.revise(round_, proposal.made_by, **how, **proposal.terms())
    round_.refresh_from_db()
    return {"round": round_, "version": round_.current}


def overtaken():
    raise Refused(
        _("Other terms are in force by now than those this was proposed for. Propose it anew.")
    )


def the_round(proposal):
    """The round it is about, locked; a new one where there is none."""
    if proposal.round_id:
        return Round.objects.select_for_update(of=["self"]).get(pk=proposal.round_id)
    try:
        with transaction.atomic():
            return Round.objects.create(
                campaign_id=proposal.campaign_id,
                code=proposal.code,
                **{name: getattr(proposal, name) for name in NAMES},
            )
    except IntegrityError as taken:
        raise Refused(_("There is a round with this code.")) from taken


def enact_interval(proposal, **how):
    # Two proposals for one vaccine take turns.
    type(proposal.vaccine).objects.select_for_update().get(pk=proposal.vaccine_id)
    if proposal.in_force() != proposal.seen:
        overtaken()
    write_interval(proposal, made_by=proposal.made_by, **how)
    return {}


def write_interval(proposal, made_by=None, approved_by=None, emergency=False):
    """What is in force from its date on; an interval from the same date is replaced."""
    said = {
        **proposal.said(),
        "made_by": made_by,
        "approved_by": approved_by,
        "emergency": emergency,
    }
    date = {"vaccine": proposal.vaccine, "effective_from": proposal.effective_from}
    Interval.objects.bulk_create(
        [Interval(**date, **said)],
        update_conflicts=True,
        unique_fields=date,
        update_fields=said,
    )


def enact_limits(proposal, **how):
    """That it is decided puts it in force."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('bookings.limits'))")
    if proposal.in_force() != proposal.seen:
        overtaken()
    return {}


def enact_campaign(proposal, **how):
    """Its history names both people."""
    # Bookings of the campaign go on meanwhile.
    Campaign.objects.select_for_update(no_key=True).get(pk=proposal.campaign_id)
    if proposal.in_force() != proposal.seen:
        overtaken()
    with signed(proposal.made_by, proposal.reason, **how):
        Campaign.objects.filter(pk=proposal.campaign_id).update(**proposal.of(OF_CAMPAIGN))
        if proposal.gives_leftovers:
            LeftoverTerms.objects.update_or_create(
                campaign_id=proposal.campaign_id, defaults=proposal.of(OF_LEFTOVERS)
            )
    return {}


ENACT = {
    RoundProposal: enact_round,
    IntervalProposal: enact_interval,
    LimitProposal: enact_limits,
    CampaignProposal: enact_campaign,
}


@transaction.atomic
def refuse(staff, proposal, finding):
    """Say no, as the second person, and why."""
    not_theirs(staff, proposal)
    decide(claim(proposal), staff, State.REFUSED, finding)


@transaction.atomic
def withdraw(staff, proposal, finding=""):
    """Take it back; whoever made it, or anybody who sees that it is no longer wanted."""
    decide(claim(proposal), staff, State.WITHDRAWN, finding)


def claim(proposal):
    """The proposal, locked. :raises Refused: when it was decided before."""
    theirs = type(proposal).objects.open().select_for_update(of=["self"])
    if (found := theirs.filter(pk=proposal.pk).first()) is None:
        raise Refused(_("This was decided before."))
    return found


def decide(proposal, staff, state, finding, **became):
    type(proposal).objects.filter(pk=proposal.pk).update(
        state=state, decided_by=staff, decided_at=PortalNow(), finding=finding, **became
    )

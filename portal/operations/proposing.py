"""What operators propose and decide about rounds and intervals, with what it changes."""

from datetime import UTC, date, datetime

from django.db import transaction

from bookings import proposing
from clinics.models import VaccineGroup

from .desk import note, why
from .models import OperatorAct

Act = OperatorAct.Act


def record(operator, act, proposal, **more):
    """Write it down: what was in force beside what was proposed."""
    codes = dict(VaccineGroup.objects.values_list("pk", "code"))
    return note(
        operator,
        act,
        proposal,
        name=str(proposal)[:120],
        before=told(proposal.was(), codes),
        after=told(proposal.said(), codes),
        **more,
    )


def told(terms, groups):
    """Terms as the record carries them.

    :param groups: what each vaccine group is called, by its id and in their order.
    """
    return {name: in_words(name, value, groups) for name, value in terms.items()}


def in_words(name, value, groups):
    if name == "groups":
        return [called for pk, called in groups.items() if pk in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def propose(operator, proposal):
    """See :func:`bookings.proposing.propose`."""
    proposing.propose(operator, proposal)
    record(operator, Act.PROPOSE, proposal, reason=proposal.reason)


@transaction.atomic
def approve(operator, proposal, finding):
    """Put in force what somebody else proposed."""
    proposing.approve(operator, proposal, finding)
    record(operator, Act.APPROVE, proposal, reason=finding)


@transaction.atomic
def act_at_once(operator, proposal, finding):
    """Put it in force alone. An emergency act: it needs a reason, and is reviewed."""
    why(finding, emergency=True)
    proposing.act_at_once(operator, proposal, finding)
    record(operator, Act.TERMS, proposal, reason=finding, emergency=True)


@transaction.atomic
def refuse(operator, proposal, finding):
    """Say no to what somebody else proposed."""
    proposing.refuse(operator, proposal, finding)
    record(operator, Act.REFUSE, proposal, reason=finding)


@transaction.atomic
def withdraw(operator, proposal, finding):
    """Take back what nobody has decided about."""
    proposing.withdraw(operator, proposal, finding)
    record(operator, Act.WITHDRAW, proposal, reason=finding)

"""How a record of what was changed reads: fields by their names, values as people write them."""

from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.clock import written
from bookings.models import CampaignProposal, LimitProposal, Round, RoundVersion
from bookings.models.campaign_proposals import OF_CAMPAIGN, OF_LEFTOVERS
from bookings.models.limits import LIMITS
from clinics.models import Interval
from portal.waiting.models import Gate, Line

#: Those of the fields that are moments; dates stand as they are.
MOMENTS = {"at", "opens_at", "closes_at", "early_from"}
NAMES = {
    field.name: field.verbose_name
    for model in (RoundVersion, Round, Line, Gate, Interval)
    for field in model._meta.concrete_fields
    if not field.is_relation
} | {
    field.name: field.verbose_name
    for model in (LimitProposal, CampaignProposal)
    for field in model._meta.concrete_fields
    if field.name in (*LIMITS, *OF_CAMPAIGN, *OF_LEFTOVERS)
}


def changes(act):
    """What an act changed: triples of name, before, after."""
    return [
        (NAMES.get(name, name), shown(name, act.before.get(name)), shown(name, after))
        for name, after in act.after.items()
        if act.before.get(name) != after
    ]


def shown(name, value):
    if value is None or value == "":
        return "–"
    if isinstance(value, list):
        return ", ".join(value)
    if name == "state":
        return Gate.State(value).label
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int):
        return number_format(value)
    if name in MOMENTS:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return written(moment)
    return value

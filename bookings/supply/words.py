"""Why a booking changed, in words for the person whose it is."""

from django.utils.translation import gettext as _

from bookings.models import SupplyAct

Kind = SupplyAct.Kind


def why(notification):
    """A sentence for a message that a change of supply has caused; empty for every other."""
    item = getattr(notification.event, "supply_item", None)
    if item is None:
        return ""
    return {
        Kind.LATE: _("The vaccine is delivered late."),
        Kind.RECALL: _("The vaccine was recalled."),
        Kind.SWAP: _("Another vaccine is given on these days."),
        Kind.DROPOUT: _("The clinic no longer vaccinates."),
        Kind.CLOSED: _("The clinic is closed on this day."),
        Kind.FEWER: _("The clinic has fewer places at this time."),
    }[item.act.kind]

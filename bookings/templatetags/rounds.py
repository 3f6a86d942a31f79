"""The card of an open round says the same to everybody whom the round takes in."""

from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.template.loader import render_to_string
from django.utils.translation import get_language

register = template.Library()


class Card(NamedTuple):
    """All that the card tells: another word or moment is another card."""

    name: str
    closes_at: datetime
    first: date
    last: date
    vaccines: str
    #: Whether all places are taken.
    full: bool
    #: Terms of a search for its days.
    search: str


@register.simple_tag
def round_card(version):
    return drawn(
        Card(
            str(version.round),
            version.closes_at,
            version.vaccinate_from,
            version.vaccinate_to,
            ", ".join(map(str, version.vaccine_groups())),
            version.round.full_since is not None,
            version.search(),
        ),
        get_language(),
    )


@lru_cache(64)
def drawn(card, _language):
    return render_to_string("bookings/round_card.html", card._asdict())

"""Leftover doses: what a clinic has left today goes to those who asked for it, in a fair order.

A published dose is offered (``bookings.offers``) down the line of those with an alert at its
clinic, the longest without an offer first. When all of them have had their turn, what remains is
for whoever verified comes first. Staff hand what nobody is promised to whoever stands there.
"""

from bookings.standing import standing, why_not

from .accounting import overdue, settle, waste
from .offering import offer_batch, wake
from .publishing import change_count, change_until, publish, stop
from .taking import hand_over, take
from .today import closing
from .wishing import choices, forget, wish

__all__ = [
    "change_count",
    "change_until",
    "choices",
    "closing",
    "forget",
    "hand_over",
    "offer_batch",
    "overdue",
    "publish",
    "settle",
    "standing",
    "stop",
    "take",
    "wake",
    "waste",
    "why_not",
    "wish",
]

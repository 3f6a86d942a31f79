"""Offers: a place kept for one person for a few minutes, to accept or decline.

The mechanism knows nothing of who is next; each kind has a room of its own for that
(``bookings.waitlist``, ``bookings.leftovers``). Locks are taken in the order entry, offer,
booking, slot.
"""

from .deciding import accept, decline
from .ending import end_batch, until, untrue

__all__ = ["accept", "decline", "end_batch", "until", "untrue"]

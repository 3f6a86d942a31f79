"""The waiting list of a round: who wants a place where none is left, in order of joining.

Whoever comes first is first, ties by number. Places that come free are kept for the next in line
as ``bookings.offers``; until one look of the worker later nobody else can have them.
"""

from .joining import join, leave
from .offering import offer_batch
from .over import end_over

__all__ = ["end_over", "join", "leave", "offer_batch"]

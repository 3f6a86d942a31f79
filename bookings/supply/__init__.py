"""When supply changes: a delivery late, a lot recalled, another vaccine, a clinic that drops out.

Staff prepare a ``SupplyAct``, look at what it would do, and start it. Workers settle its bookings
in batches, each one transaction: whoever dies in the middle of one has done nothing of it, and
the next worker takes the same. Stopped between two batches it stands still until it goes on.

The order of locks is everybody's: the act, bookings by id, slots, the days' places, clinic days.
"""

from .desk import discard, look, prepare, start, stop
from .listing import take_off
from .working import work

__all__ = ["discard", "look", "prepare", "start", "stop", "take_off", "work"]

"""How many people are called, and how hard the brake is on. Arithmetic alone: figures come in,
a number goes out, so that the same rules steer the portal and a simulation of it.
"""

from dataclasses import dataclass, replace

#: The brake goes on when this share of requests is slow or fails, or confirmation lags.
SLOW_SHARE, ERROR_SHARE, LAG = 0.10, 0.02, 10.0
#: Each unhealthy second leaves this much of the throttle; each healthy one adds this much.
BACK_OFF, RECOVER = 0.85, 0.05
#: The throttle never closes: of a closed gate nothing can be measured any more.
LEAST = 0.1
#: Of the called at least this share is expected, or one bad minute would call thousands.
LEAST_SHARE = 0.2
#: Whoever was called longer ago than this, in seconds, and did not come, is hardly expected.
FRESH_CALL, LATE_COMERS = 30, 0.02


@dataclass(frozen=True)
class Health:
    """What the booking area did in the last seconds."""

    slow: float = 0.0  #: share of its requests slower than a second
    errors: float = 0.0  #: share of its requests that ended in a 5xx
    lag: float = 0.0  #: for how many seconds the oldest booking waits for its confirmation

    @property
    def good(self):
        return self.slow <= SLOW_SHARE and self.errors <= ERROR_SHARE and self.lag <= LAG


@dataclass(frozen=True)
class Crowd:
    """Who is where at this moment."""

    inside: int  #: live passes
    fresh: int  #: called within ``FRESH_CALL`` and not inside yet
    late: int  #: called before that and not inside yet
    waiting: int  #: places that could be called
    share: float = 1.0  #: of those who were called lately, how many came

    @property
    def expected(self):
        """How many of the called will still come in."""
        return self.fresh * max(self.share, LEAST_SHARE) + self.late * LATE_COMERS

    def after(self, called):
        """The same crowd when so many of those who waited have been called."""
        return replace(self, fresh=self.fresh + called, waiting=self.waiting - called)


def throttle(last, health):
    """How much of the target to use, 0 to 1, after one more second.

    It falls by a factor and climbs by steps, so that several gates before one booking area
    settle instead of swinging (additive increase, multiplicative decrease).

    :param last: the throttle of the second before.
    """
    if health.good:
        return min(1.0, last + RECOVER)
    return max(LEAST, last * BACK_OFF)


def full(crowd, target):
    """Whether who comes now has to wait.

    :param target: people to hold inside.
    """
    return bool(crowd.waiting) or crowd.inside + crowd.expected >= target


def to_call(crowd, *, target, most_per_second, throttle=1.0, seconds=1.0):
    """How many places to call now.

    As many as would fill the room up to the target if only the usual share of them comes:
    those who left hold nobody up. That it may be too many is settled at the door, where
    ``passes.enter`` never lets in more than the capacity.

    :param target: people to hold inside.
    :param most_per_second: calls a second that operations allow.
    :param seconds: since places were last called.
    """
    room = target * throttle - crowd.inside - crowd.expected
    wanted = room / max(crowd.share, LEAST_SHARE)
    allowed = most_per_second * throttle * min(seconds, 5)
    return int(max(0, min(wanted, allowed + 0.999, crowd.waiting)))

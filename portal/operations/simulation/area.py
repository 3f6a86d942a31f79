"""The booking area as one queue of requests: what it does in a second, and how it feels."""

from collections import deque
from math import exp

from portal.operations.health import SLOW, WINDOW
from portal.waiting.admission import Health

#: Seconds after which a web server gives a request up.
TIMEOUT = 30


class Area:
    """Everybody inside thinks, asks, waits for the answer, and thinks again.

    Slow answers therefore make people stay longer; that is all that holds an overload back when
    the gate does not. Beyond its best rate the area loses some of it (``plan.degrade``).
    """

    def __init__(self, plan, rng):
        self.plan, self.rng = plan, rng
        self.backlog = self.latency = 0.0
        self.speed = 1.0  #: how fast people get on, against an answer at once
        self.felt = deque(maxlen=WINDOW)

    def work(self, booking):
        """One second; :param booking: people inside who are at it."""
        plan = self.plan
        thinking = plan.stay_seconds / plan.requests
        asked = self.rng.poisson(booking * self.speed / thinking)
        load = booking / (plan.stay_seconds * plan.capacity)
        best = plan.requests * plan.capacity / (1 + plan.degrade * max(0, load - 1))
        answered = min(self.backlog + asked, best)
        self.backlog += asked - answered
        self.latency = self.backlog / best
        self.speed = thinking / (thinking + self.latency)
        self.felt.append((answered, answered * self.beyond(SLOW), answered * self.beyond(TIMEOUT)))

    def beyond(self, seconds):
        """Share of answers that take longer, of times that scatter around their mean."""
        return exp(-seconds / self.latency) if self.latency else 0.0

    @property
    def health(self):
        """What operations would measure over the last seconds."""
        answered, slow, errors = map(sum, zip(*self.felt, strict=True)) if self.felt else (0, 0, 0)
        answered = max(answered, 1)
        return Health(slow / answered, errors / answered, self.latency)

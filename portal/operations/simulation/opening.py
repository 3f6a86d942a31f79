"""Through an opening second by second, with the portal's own rules of admission."""

from dataclasses import dataclass

import numpy as np

from portal.waiting import admission, pacing
from portal.waiting.models import CALL_LASTS
from portal.waiting.models.passes import PASS_LASTS
from portal.waiting.pages import FULL
from portal.waiting.steward import SPEED, Steward

from .area import Area
from .calls import Calls
from .line import Calendar, Line
from .people import REACT_SPREAD, People, draw, spread, stays

VALID, PASS = int(CALL_LASTS.total_seconds()), int(PASS_LASTS.total_seconds())
NEVER = -1


@dataclass(frozen=True)
class Result:
    """What became of everybody, and of each second from the opening on."""

    people: People
    called: np.ndarray  #: a person's second, or ``NEVER``; likewise the next three
    counts: np.ndarray  #: from when the call counts: later for somebody whom a full room sent back
    entered: np.ndarray
    booked: np.ndarray
    pass_ended: np.ndarray  #: whether it ran out before the booking
    seconds: dict  #: arrays by name, one element a second
    end: int  #: the last second


class Opening:
    def __init__(self, plan):
        self.plan, self.rng = plan, np.random.default_rng(plan.seed)
        self.people = draw(plan, self.rng)
        self.line, self.area = Line(self.people.verified), Area(plan, self.rng)
        self.calls, self.steward = Calls(plan.seconds + VALID), Steward()
        self.knocks, self.leaves, self.passes = Calendar(), Calendar(), Calendar()
        moments = np.full((4, plan.arrivals), NEVER, np.int32)
        self.called, self.counts, self.entered, self.booked = moments
        self.pass_ended, self.idle = np.zeros((2, plan.arrivals), bool)
        self.inside = self.booking = self.served = 0
        self.throttle, self.progress = 1.0, 0.0
        for second in range(-SPEED, 0):
            self.steward.moves.append((second, 1, 0))

    def run(self):
        """:returns: a :class:`Result`; it ends with the round, or with the last person."""
        seen, last = [], int(self.people.joined.max())
        for second in range(self.plan.seconds):
            seen.append(self.second(second))
            if second > last and not (self.inside or self.knocks.days or self.unserved):
                break
        names = ["called", "entered", "booked", "inside", "waiting", "served", "rate"]
        columns = np.array(seen, np.float64).T
        series = dict(zip([*names, "throttle", "latency"], columns, strict=True))
        told = self.called, self.counts, self.entered, self.booked, self.pass_ended
        return Result(self.people, *told, series, second)

    @property
    def unserved(self):
        return self.line.waiting or self.line.upto < self.plan.arrivals

    def second(self, now):
        """What the web processes do in this second, then what the steward does at its end."""
        entered, booked = self.enter(now), self.book(now)
        self.area.work(self.booking)
        self.line.verify(now)
        called = self.call(now)
        self.steward.moves.append((now, 1, self.served))
        figures = self.inside, self.line.waiting, self.served, self.steward.rate()
        return called, entered, booked, *figures, self.throttle, self.area.latency

    def call(self, now):
        plan = self.plan
        self.throttle = admission.throttle(self.throttle, self.area.health)
        crowd = self.calls.crowd(now, self.inside, min(self.line.waiting, 5 * plan.calls))
        number = admission.to_call(
            crowd, target=plan.holds, most_per_second=plan.calls, throttle=self.throttle
        )
        ids = self.line.call(number)
        if len(ids):
            self.called[ids] = self.counts[ids] = now
            self.calls.called[now] += len(ids)
            self.served = max(self.served, int(ids[-1]) + 1)
            self.tell(ids, now)
        return len(ids)

    def tell(self, ids, now):
        """They learn of it when their page asks next, and come if they are still there."""
        longest = pacing.jittered(pacing.pace(0, self.steward.rate()), self.rng.random)
        asks = self.rng.integers(0, longest, len(ids), endpoint=True)
        due = now + 1 + asks + spread(self.rng, self.plan.react_seconds, REACT_SPREAD, len(ids))
        come = self.people.comes[ids] & (due < self.people.gives_up[ids]) & (due - now < VALID)
        self.knocks.add(ids[come], due[come])

    def enter(self, now):
        """Let in whoever knocks, unless the room is full at this moment."""
        ids = self.knocks.take(now)
        room = max(0, self.plan.ceiling - self.inside)
        ids, turned_away = ids[:room], ids[room:]
        if len(turned_away):
            # As ``open_pass`` does: their call counts from now on.
            self.calls.renew(self.counts[turned_away], now)
            self.counts[turned_away] = now
            self.knocks.add(turned_away, np.full(len(turned_away), now + FULL))
        self.calls.come(self.counts[ids])
        self.entered[ids] = now
        self.inside += len(ids)
        self.begin(ids, now)
        return len(ids)

    def begin(self, ids, now):
        """Some only block a pass; the others leave when they are done, in the area's own time."""
        idle = self.rng.random(len(ids)) < self.plan.abandon
        self.idle[ids] = idle
        booking = ids[~idle]
        self.booking += len(booking)
        done = self.progress + stays(self.rng, self.plan, len(booking))
        self.leaves.add(booking, np.ceil(done).astype(np.int64))
        self.passes.add(ids, np.full(len(ids), now + PASS))

    def book(self, now):
        """People get on as fast as the area answers; then passes that are over end."""
        before, self.progress = int(self.progress), self.progress + self.area.speed
        done = [self.leaves.take(due) for due in range(before + 1, int(self.progress) + 1)]
        ids = np.concatenate(done) if done else np.empty(0, np.int64)
        ids = ids[~self.pass_ended[ids]]
        self.booked[ids] = now
        over = self.passes.take(now)
        over = over[self.booked[over] == NEVER]
        self.pass_ended[over] = True
        self.inside -= len(ids) + len(over)
        self.booking -= len(ids) + int(np.count_nonzero(~self.idle[over]))
        return len(ids)

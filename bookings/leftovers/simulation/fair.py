"""Our offers: one after the other down the line, several when time is short, and nothing thrown
away while there is time. How many are told is decided by the portal's own ``pacing``."""

import heapq
from dataclasses import dataclass, field
from itertools import count

from bookings.leftovers.pacing import acceptance, pace

from .people import CLOSE_BEFORE, IN_TIME, SAID_AFTER, WILLING, Outcome

#: Minutes to answer, and between two looks of the worker.
TIME, LOOK = 10, 1 / 30
#: What the portal has measured at the other clinics of these hours: so many offers.
MEASURED = 1000


@dataclass
class Fair:
    """One clinic's batch."""

    afternoon: object
    walk_ins: bool
    free: int = 0
    #: What happens when: (minute, number, what, person).
    events: list = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)
    open_unkept: int = 0
    numbers: count = field(default_factory=count)

    def run(self):
        self.free = self.outcome.doses = self.afternoon.doses
        self.line = iter(self.afternoon.people)
        for at in self.afternoon.passing:
            self.add(at, self.passed)
        for at in self.afternoon.walk_ins if self.walk_ins else ():
            self.add(at, self.handed)
        self.over, self.now = False, 0.0
        self.offer()
        while self.events:
            self.now, _number, what, person = heapq.heappop(self.events)
            if self.now >= self.afternoon.minutes:
                break
            what(person)
        return self.outcome

    def add(self, at, what, person=None):
        heapq.heappush(self.events, (at, next(self.numbers), what, person))

    def offer(self):
        """As the worker does."""
        left = self.afternoon.minutes - CLOSE_BEFORE - self.now
        if self.free <= 0 or left <= 0 or self.over:
            return
        share = acceptance(IN_TIME * WILLING * MEASURED, MEASURED)
        plan = pace(self.free, left * 60, TIME * 60, share, self.open_unkept)
        for _ in range(plan.offers):
            person = next(self.line, None)
            if person is None:
                self.over = True
                return
            self.told(person, plan.keeps, min(TIME, left))

    def told(self, person, keeps, time):
        if keeps:
            self.free -= 1
        else:
            self.open_unkept += 1
        answers = person.willing and person.reads < time
        self.add(
            self.now + (person.reads if answers else time + LOOK),
            self.accepted if answers else self.lapsed,
            (person, keeps),
        )
        if person.willing and not answers:
            self.add(self.now + person.reads, self.passed, person)

    def accepted(self, offer):
        person, keeps = offer
        if not keeps:
            self.open_unkept -= 1
            if self.free <= 0:
                return  # somebody else was first
            self.free -= 1
        self.takes(person)

    def lapsed(self, offer):
        if offer[1]:
            self.free += 1
        else:
            self.open_unkept -= 1
        self.offer()

    def takes(self, person):
        if person is None or person.comes:
            self.outcome.given += 1
            self.outcome.by_macros += person is not None and person.macro
        else:
            # Given back, or missed when two hours are over: there for the next.
            self.add(self.now + (SAID_AFTER if person.says_so else 120), self.returned)

    def returned(self, _nobody):
        self.free += 1
        self.offer()

    def passed(self, person):
        """Somebody without an alert looks at the list, or who read an offer too late: there is
        something for them once the line has had its turn."""
        if self.over and self.free > 0 and self.now < self.afternoon.minutes - CLOSE_BEFORE:
            self.free -= 1
            self.takes(person)

    def handed(self, _nobody):
        if self.free > 0:
            self.free -= 1
            self.takes(None)


def fair(afternoon, walk_ins=True):
    """Go through an afternoon by our rules. :returns: the :class:`Outcome`."""
    return Fair(afternoon, walk_ins).run()

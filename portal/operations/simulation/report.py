"""What an opening came to: figures, and the same in words for people."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from .opening import NEVER, VALID
from .people import LEAD

#: Waits are told for these shares of the people who came in, in per cent.
PERCENTILES = (50, 90, 99, 100)
#: Seconds after the opening when the rush of the opening itself is over for the edge.
SETTLED = 600


@dataclass(frozen=True)
class Fates:
    """What became of the people; together they are all who arrived."""

    booked: int
    inside: int  #: still booking at the end of the round
    waiting: int  #: still in line, or called and expected
    gave_up: int  #: before they were called or came in
    missed: int  #: called in vain: they never came, or too late
    ran_out: int  #: entered, and their pass ended without a booking

    @property
    def left(self):
        return self.gave_up + self.missed + self.ran_out


def fates(result):
    entered, gone = result.entered != NEVER, result.people.gives_up <= result.end
    booked, over = result.booked != NEVER, result.pass_ended
    gave_up = ~entered & gone
    missed = ~entered & ~gone & (result.called != NEVER) & ~expected(result)
    return Fates(
        booked=int(booked.sum()),
        inside=int((entered & ~booked & ~over).sum()),
        waiting=int((~entered & ~gave_up & ~missed).sum()),
        gave_up=int(gave_up.sum()),
        missed=int(missed.sum()),
        ran_out=int(over.sum()),
    )


def expected(result):
    """Whose call was still valid when the round ended."""
    return (result.counts > result.end - VALID) & (result.entered == NEVER)


def waits(result):
    """Minutes until the call of everybody who came in; before the opening nobody counts them."""
    came = result.entered != NEVER
    return (result.called[came] - np.maximum(result.people.joined[came], 0)) / 60


def by_second(result, moments):
    """How many of the moments fall into each second, from ten minutes before to the end."""
    moments = moments[(moments >= -LEAD) & (moments <= result.end)]
    return np.bincount(moments + LEAD, minlength=LEAD + result.end + 1)


def joins(result):
    return by_second(result, result.people.joined[result.people.early :])


def length(result):
    """People in line in each second: joined, not called, not gone."""
    called = np.where(result.called == NEVER, result.end + 1, result.called)
    leaves = np.minimum(called, result.people.gives_up)
    came = by_second(result, result.people.joined)
    return np.cumsum(came - by_second(result, leaves))


def emptied(result):
    """The second from which on everybody verified was called at once, or None."""
    left = np.flatnonzero(result.seconds["waiting"])
    last = int(left[-1]) + 1 if len(left) else 0
    return last if last <= result.end else None


def figures(result, plan, machines, asked):
    """All that is told, by name; waits in minutes, None where there is nobody to tell of."""
    joined, came, ends = joins(result), waits(result), emptied(result)
    verified = by_second(result, result.people.verified[result.people.early :])
    open_line = result.end if ends is None else max(ends, 1)
    busy = result.seconds["booked"][:open_line].sum() / (plan.capacity * open_line)
    took = np.percentile(came, PERCENTILES) if len(came) else [None] * len(PERCENTILES)
    return {
        "arrivals": len(result.people.joined),
        "fates": fates(result),
        "wait": dict(zip(PERCENTILES, took, strict=True)),
        "empty_after": ends,
        "longest": int(length(result).max()),
        "joins_peak": int(joined.max()),
        "verified_peak": int(verified.max()),
        "polls_peak": float(asked.max()),
        "polls_peak_at": int(asked.argmax()) - LEAD,
        "polls_after": float(asked[LEAD + SETTLED :].max(initial=0)),
        "polls_mean": float(asked[: LEAD + open_line].mean()),
        "inside_peak": int(result.seconds["inside"].max()),
        "busy": float(busy),
        "edges": ceil(asked.max() / machines.polls_per_edge),
        "processes": ceil(joined.max() / machines.joins_per_process),
        "servers": ceil(plan.capacity / machines.bookings_per_machine),
    }

"""Who comes, when, and how patient they are; drawn in order of their places in line."""

from dataclasses import dataclass

import numpy as np

from portal.waiting.models import EARLY_CLOSES

#: Seconds before the opening at which numbers begin.
LEAD = int(EARLY_CLOSES.total_seconds())
#: How differently people prove their identity, wait and react: spread of a log-normal.
VERIFY_SPREAD, PATIENCE_SPREAD, REACT_SPREAD = 0.5, 1.0, 0.8
STAY_SPREAD = 0.6
#: After so many times its e-fold a tail of arrivals is over.
TAIL = 6


@dataclass(frozen=True)
class People:
    """One element a person, in order of position. Seconds count from the opening."""

    joined: np.ndarray
    verified: np.ndarray  #: from then on the place can be called
    gives_up: np.ndarray
    comes: np.ndarray
    early: int  #: so many of them, the first, are of the early lane


def draw(plan, rng):
    early = round(plan.arrivals * plan.early)
    live = plan.arrivals - early
    joined = np.empty(plan.arrivals, np.int32)
    # Enrolled long ago; they open the page again within the last ten minutes.
    joined[:early] = rng.integers(-LEAD, 1, early)
    seconds, weights = shape(plan)
    joined[early:] = np.repeat(seconds, rng.multinomial(live, weights))
    verified = joined + spread(rng, plan.verify_seconds, VERIFY_SPREAD, plan.arrivals)
    verified[:early] = -LEAD
    patience = spread(rng, 60 * plan.patience_minutes, PATIENCE_SPREAD, plan.arrivals)
    comes = rng.random(plan.arrivals, np.float32) >= plan.never_come
    return People(joined, verified, joined + patience, comes, early)


def shape(plan):
    """Seconds from the opening, and which share of the live lane comes in each."""
    if plan.steady_seconds:
        seconds = np.arange(plan.steady_seconds, dtype=np.int32)
        return seconds, np.full(len(seconds), 1 / len(seconds))
    last = min(plan.seconds, round(TAIL * 60 * max(plan.tail_minutes, plan.burst_minutes)))
    seconds = np.arange(-LEAD, max(last, 1), dtype=np.int32)
    weights = np.zeros(len(seconds))
    ahead, after = seconds < 0, seconds >= 0
    rest = 1 - plan.before - plan.burst
    for where, share, fold in (
        (ahead, plan.before, -plan.ramp_minutes),
        (after, plan.burst, plan.burst_minutes),
        (after, rest, plan.tail_minutes),
    ):
        curve = np.exp(-seconds[where] / (60 * fold))
        weights[where] += share * curve / curve.sum()
    return seconds, weights / weights.sum()


def spread(rng, median, sigma, size):
    """Whole seconds around a median, at least one; nobody needs more than a million."""
    drawn = rng.standard_normal(size, np.float32)
    np.multiply(drawn, np.float32(sigma), out=drawn)
    np.exp(drawn, out=drawn)
    return np.clip(drawn * np.float32(median), 1, 1e6).astype(np.int32)


def stays(rng, plan, size):
    """Seconds inside of people who book, around the plan's mean."""
    return plan.stay_seconds * rng.lognormal(-(STAY_SPREAD**2) / 2, STAY_SPREAD, size)

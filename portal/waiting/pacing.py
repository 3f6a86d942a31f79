"""When to ask again, and how long it will take. The one place for both."""

import random
from math import ceil, inf
from typing import NamedTuple

from django.utils.translation import gettext as _

#: Seconds until the turn, and in how many seconds to ask again. Further away is later: with ten
#: million waiting, most of them an hour away, a second between questions would be the flood again.
PACE = [(30, 2), (120, 5), (600, 15), (1800, 30), (inf, 60)]
#: The same before an opening, by the seconds until then. Nobody gains by asking often at its
#: second: a call lasts ten minutes, and everybody is back on the page by then.
BEFORE = [(600, 15), (1800, 30), (inf, 60)]
#: With nothing to go by: the line stands still, or nobody was called yet.
UNKNOWN = 10
#: Each page waits up to this much longer or shorter, so that nobody asks in step.
JITTER = 0.3
#: The measured rate is right within this factor, one way and the other.
SURE = (0.8, 1.4)
#: Minutes after which a figure helps nobody: the rate will be another by then.
FAR = 12 * 60


class Eta(NamedTuple):
    """Minutes until the turn: from, to."""

    low: int
    high: int


def pace(ahead, rate):
    """Seconds after which somebody with so many people ahead asks again, without jitter.

    :param rate: positions that the line moves on in a second.
    """
    if rate <= 0:
        return UNKNOWN
    return next(seconds for until, seconds in PACE if ahead / rate <= until)


def before_opening(seconds):
    """Seconds after which somebody asks again whose line opens in so many seconds."""
    return next(asks for until, asks in BEFORE if seconds <= until)


def jittered(seconds, chance=random.random):
    return max(1, round(seconds * (1 + JITTER * (2 * chance() - 1))))


def eta(ahead, rate):
    """How long it takes: people ahead ÷ the rate measured, as a range, or None while the rate is
    zero. Never less than a minute and never more exact than the rate is.
    """
    if rate <= 0:
        return None
    low, high = (max(1, ceil(ahead / rate / 60 * sure)) for sure in SURE)
    return Eta(rounded(low), max(rounded(high), rounded(low) + 1))


def told(ahead, rate):
    """:func:`eta` in words, as ``static/wait.js`` says it too; None while the rate is zero."""
    if not (expected := eta(ahead, rate)):
        return None
    if expected.low > FAR:
        return _("more than %(hours)s hours") % {"hours": FAR // 60}
    return _("about %(low)s to %(high)s minutes") % expected._asdict()


def rounded(minutes):
    """Whole minutes up to ten, then fives, then quarters of an hour."""
    step = 1 if minutes <= 10 else 5 if minutes <= 60 else 15
    return ceil(minutes / step) * step

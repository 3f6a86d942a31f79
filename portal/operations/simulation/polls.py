"""How often the waiting pages ask, by the portal's own table of paces.

Before the opening the pace follows the seconds until then.
"""

import numpy as np

from portal.waiting import pacing

from .line import Calendar
from .opening import NEVER
from .people import LEAD

#: So many people are followed from question to question; in a bigger line each stands for several.
SAMPLE = 250_000
#: Seconds after which a page asks for the first time.
FIRST = 2

UNTIL = np.array([until for until, _ in pacing.PACE])
PACES = [seconds for _, seconds in pacing.PACE] + [pacing.UNKNOWN]
UNKNOWN = len(pacing.PACE)
CHANCES = 1000
#: What ``pacing.jittered`` makes of each pace, for chances from 0 to 1.
JITTERED = np.array(
    [
        [pacing.jittered(pace, lambda chance=chance: (chance + 0.5) / CHANCES) for pace in PACES]
        for chance in range(CHANCES)
    ]
).T


def bands(ahead, rate):
    """Which of ``PACES`` each person asks at, as ``pacing.pace`` says for one."""
    if rate <= 0:
        return np.full(len(ahead), UNKNOWN)
    return np.searchsorted(UNTIL, ahead / rate, side="left")


def count(result, seed):
    """Questions in each second, from ten minutes before the opening to the end."""
    people = result.people
    stands_for = max(1, -(-len(people.joined) // SAMPLE))
    sample = np.arange(0, len(people.joined), stands_for)
    # A page that learns of the call asks this file no more.
    called = np.where(result.called == NEVER, result.end + 1, result.called)[sample]
    gives_up, rng = people.gives_up[sample], np.random.default_rng(seed)
    due = Calendar()
    due.add(np.arange(len(sample)), people.joined[sample] + FIRST)
    asked = np.zeros(LEAD + result.end + 1)
    for second in range(-LEAD, result.end + 1):
        who = due.take(second)
        who = who[gives_up[who] > second]
        asked[LEAD + second] = len(who)
        who = who[called[who] > second]
        if second < 0:
            band = np.full(len(who), PACES.index(pacing.before_opening(-second)))
        else:
            ahead = np.maximum(0, sample[who] - result.seconds["served"][second])
            band = bands(ahead, result.seconds["rate"][second])
        due.add(who, second + JITTERED[band, rng.integers(0, CHANCES, len(who))])
    return asked * stands_for

"""How many people are offered the doses that are free now. Plain arithmetic.

While there is time each dose is kept for one person after the other. When there is not, several
are told of it together, plainly as the first of several; never are more accepted than there are.
"""

from math import ceil, floor, log
from typing import NamedTuple

#: The chance that a dose finds nobody which is put up with.
MISS = 0.1
#: People told of one dose together at most.
MOST = 20
#: What is believed of people before any have answered: of ten offers three are accepted.
BELIEVED, WEIGHT = 0.3, 10


class Pace(NamedTuple):
    offers: int
    #: Whether each keeps a dose.
    keeps: bool


def acceptance(accepted, decided):
    """The share of offers that are accepted, from those decided lately."""
    return (accepted + BELIEVED * WEIGHT) / (decided + WEIGHT)


def pace(free, left, time, share, unkept=0):
    """How many offers to make now.

    :param free: doses that nobody is promised.
    :param left: seconds until the offers end.
    :param time: seconds that people have to answer.
    :param share: of offers that are accepted, above 0 and below 1.
    :param unkept: offers open that keep no dose.
    """
    rounds = max(floor(left / time), 1)
    refused = 1 - share
    if refused**rounds <= MISS:
        return Pace(free, True)
    at_once = min(ceil(log(MISS) / (rounds * log(refused))), MOST)
    if at_once == 1:
        return Pace(free, True)
    return Pace(max(free * at_once - unkept, 0), False)

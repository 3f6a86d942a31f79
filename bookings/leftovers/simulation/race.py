"""2021: everybody is told at once, the quickest has it, and what is given back is thrown away."""

from .people import CLOSE_BEFORE, Outcome


def race(afternoon):
    """Go through an afternoon by the rules of 2021. :returns: the :class:`Outcome`."""
    outcome = Outcome(doses=afternoon.doses)
    wanting = [(p.reads, p) for p in afternoon.people if p.willing]
    wanting += [(at, None) for at in afternoon.passing]
    left = afternoon.doses
    for at, person in sorted(wanting, key=lambda each: each[0]):
        if left == 0 or at >= afternoon.minutes - CLOSE_BEFORE:
            break
        left -= 1
        if person is None or person.comes:
            outcome.given += 1
            outcome.by_macros += person is not None and person.macro
    return outcome

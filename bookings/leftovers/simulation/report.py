import random
from functools import partial

from .fair import fair
from .people import Afternoon, Outcome
from .race import race

RULES = {
    "race of 2021": race,
    "our offers": partial(fair, walk_ins=False),
    "our offers and walk-ins": fair,
}
HEAD = (
    f"{'usable':>8}  {'rule':<24}{'doses':>7}{'given':>7}{'wasted':>8}"
    f"{'wasted %':>10}{'macros %':>10}"
)


def simulate(clinics, hours, seed=2021):
    """:returns: for each rule the :class:`Outcome` over the same clinics and people."""
    totals = {}
    for name, rule in RULES.items():
        chance = random.Random(seed)
        afternoons = (Afternoon.drawn(chance, round(hours * 60)) for _ in range(clinics))
        totals[name] = sum((rule(each) for each in afternoons), Outcome())
    return totals


def lines(clinics, hours, seed):
    """The table, row by row."""
    yield HEAD
    for each in hours:
        for name, outcome in simulate(clinics, each, seed).items():
            yield (
                f"{each:>6g} h  {name:<24}{outcome.doses:>7}{outcome.given:>7}{outcome.wasted:>8}"
                f"{100 * outcome.wasted / outcome.doses:>9.1f}%"
                f"{100 * outcome.by_macros / max(outcome.given, 1):>9.1f}%"
            )

"""Who waits for a clinic's doses, and how they behave. All times are minutes since publication."""

import math
from dataclasses import dataclass, field

#: Of those who are told so many read it within ten minutes; the others of 2021 read too late.
IN_TIME = 0.08
#: Half of all have read it after so many minutes: with it, the figure above fixes a log-normal.
HALF = 90
#: Of those who read it while there is a dose so many want it.
WILLING = 0.6
#: Of those who have one so many do not come; half of them say so, after so many minutes.
MISSING, SAY_SO, SAID_AFTER = 0.1, 0.5, 40
#: Macros among those with an alert. They answer at once, want every dose, and often do not come.
MACROS, MACROS_MISSING = 0.02, 0.4
#: People without an alert who look at the list and would come, for each clinic and hour; and who
#: stand at its desk and would be given one.
PASSING, WALK_IN = 1.5, 0.5

#: Nobody is promised a dose in the last minutes, by either rule.
CLOSE_BEFORE = 30

#: Standard deviation that puts ``IN_TIME`` of a log-normal with median ``HALF`` below ten minutes.
SIGMA = math.log(HALF / 10) / 1.405


@dataclass
class Person:
    macro: bool
    #: Minutes from being told to reading it.
    reads: float
    willing: bool
    comes: bool
    says_so: bool

    @classmethod
    def drawn(cls, chance):
        macro = chance.random() < MACROS
        missing = MACROS_MISSING if macro else MISSING
        return cls(
            macro=macro,
            reads=0.02 if macro else chance.lognormvariate(math.log(HALF), SIGMA),
            willing=macro or chance.random() < WILLING,
            comes=chance.random() >= missing,
            says_so=chance.random() < SAY_SO,
        )


@dataclass
class Afternoon:
    """One clinic: its doses, those with an alert in the order of waiting, and who passes by."""

    doses: int
    minutes: int
    people: list[Person]
    #: Moments at which somebody without an alert, or at the desk, would take a dose.
    passing: list[float] = field(default_factory=list)
    walk_ins: list[float] = field(default_factory=list)

    @classmethod
    def drawn(cls, chance, minutes):
        """Few clinics are watched by hundreds, many by a handful."""
        watched = min(int(chance.paretovariate(0.9) * 8), 2000)
        return cls(
            doses=chance.randint(1, 9),
            minutes=minutes,
            people=[Person.drawn(chance) for _ in range(watched)],
            passing=moments(chance, PASSING, minutes),
            walk_ins=moments(chance, WALK_IN, minutes),
        )


def moments(chance, per_hour, minutes):
    """Arrivals without memory."""
    at, found = 0.0, []
    while (at := at + chance.expovariate(per_hour / 60)) < minutes:
        found.append(at)
    return found


@dataclass
class Outcome:
    doses: int = 0
    given: int = 0
    by_macros: int = 0

    def __add__(self, other):
        return Outcome(
            *(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True))
        )

    @property
    def wasted(self):
        return self.doses - self.given

"""What is assumed of an opening. Each assumption is an option of ``manage.py simulate_opening``."""

from dataclasses import MISSING, dataclass, field, fields
from math import isfinite

from portal.waiting.models.passes import PASS_LASTS

#: Of the booking area's best rate, how much a target aims at when none is given.
AIM = 0.95
#: Seconds until a page at the head of the line has noticed the call.
NOTICE = 2


def option(words, default=MISSING, least=0.0, most=float("inf")):
    """A field that is also an option; :param least: and :param most: are allowed themselves."""
    about = {"help": words, "least": least, "most": most}
    return field(default=default, metadata=about)


@dataclass(frozen=True, kw_only=True)
class Checked:
    def __post_init__(self):
        for each in fields(self):
            value, about = getattr(self, each.name), each.metadata
            if not (isfinite(value) and about["least"] <= value <= about["most"]):
                raise ValueError(
                    f"--{each.name.replace('_', '-')} {short(value)}: {bounds(**about)}"
                )


def bounds(least, most, **_):
    if most == float("inf"):
        return f"at least {short(least)}"
    return f"from {short(least)} to {short(most)}"


def short(number):
    return f"{number:,.10g}"


@dataclass(frozen=True, kw_only=True)
class Plan(Checked):
    """One opening. Times are as the name or the help says; shares are from 0 to 1.

    :raises ValueError: which option is wrong and what it may be.
    """

    arrivals: int = option("people who come", least=1, most=50_000_000)
    capacity: float = option("bookings a second that the booking area does at best", least=0.1)
    seed: int = option("same seed, same people", 1)
    hours: float = option("from the opening to the end of the round", 22.0, least=0.001, most=48)

    early: float = option("share who enrolled in the early lane", 0.0, most=1)
    before: float = option("of the others, share in the ten minutes before", 0.2, 0, 1)
    burst: float = option("of the others, share of the rush after it", 0.4, 0, 1)
    ramp_minutes: float = option("how the rush grows before the opening, e-fold", 2.0, least=0.01)
    burst_minutes: float = option("how the rush fades after it, e-fold", 2.0, least=0.01)
    tail_minutes: float = option("how the arrivals of all the rest fade, e-fold", 45.0, least=0.01)
    steady_seconds: int = option("instead, all come evenly within so many seconds", 0)

    verify_seconds: float = option("median time to prove one's identity", 90.0, least=0.1)
    patience_minutes: float = option("median time after which somebody gives up", 180.0, least=0.1)
    never_come: float = option("share who leave their page open and never come", 0.05, most=1)
    react_seconds: float = option("median time from seeing the call to entering", 10.0, least=0.1)
    stay_seconds: float = option("mean time inside, unhurried", 240.0, least=1)
    abandon: float = option("share who enter, do not book and do not sign out", 0.05, most=0.95)

    requests: float = option("requests inside for one booking", 10.0, least=1)
    degrade: float = option("loss of the best rate for each time that load exceeds it", 0.5)

    target: int = option("people to hold inside; 0: what fills the booking area to 95 %%", 0)
    most_inside: int = option("nobody enters beyond; 0: a tenth more than the target", 0)
    most_per_second: int = option("most calls a second; 0: three times the capacity", 0)

    def __post_init__(self):
        super().__post_init__()
        if self.before + self.burst > 1:
            raise ValueError("--before and --burst: together at most 1")
        if self.most_inside and self.most_inside < self.holds:
            raise ValueError(f"--most-inside {self.most_inside}: at least the target {self.holds}")

    @property
    def holds(self):
        """The target: what keeps the booking area busy, those counted who only block a pass.

        Admission counts who is called and on the way as well as who is inside.
        """
        booking, idle = 1 - self.abandon, self.abandon
        stay = booking * self.stay_seconds + idle * PASS_LASTS.total_seconds()
        stay += NOTICE + self.react_seconds
        return self.target or max(1, round(AIM * self.capacity / booking * stay))

    @property
    def ceiling(self):
        return self.most_inside or max(self.holds + 1, round(1.1 * self.holds))

    @property
    def calls(self):
        return self.most_per_second or max(1, round(3 * self.capacity))

    @property
    def seconds(self):
        return max(1, round(3600 * self.hours))


@dataclass(frozen=True, kw_only=True)
class Machines(Checked):
    """What one machine of two cores does: measure your own, these are for a first estimate."""

    polls_per_edge: float = option("polls a second that one edge serves", 60_000.0, least=1)
    joins_per_process: float = option("joins a second of one waiting process", 1250.0, least=1)
    bookings_per_machine: float = option("bookings a second of one web server", 100.0, least=0.1)

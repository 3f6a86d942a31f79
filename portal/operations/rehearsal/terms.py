"""What was announced, and who stands at the edges of it. Plain dates: nothing asks the database,
so that the portal's own rule is not measured by itself.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True)
class Terms:
    """Who may book when: the window ``[opens_at, closes_at)``, birth dates with both ends."""

    opens_at: datetime
    closes_at: datetime
    birth_from: date
    birth_to: date
    birth_day_digit: int | None = None

    @classmethod
    def of(cls, version, **announced):
        """What a round's version says, but for what the announcement says otherwise."""
        return cls(**{name: getattr(version, name) for name in cls.__annotations__} | announced)

    def admit(self, born):
        return self.birth_from <= born <= self.birth_to and self.fits(born)

    def fits(self, born):
        return self.birth_day_digit is None or str(born.day)[-1] == str(self.birth_day_digit)

    def open_at(self, moment):
        return self.opens_at <= moment < self.closes_at

    def moments(self):
        """The edges of the window, and what they are."""
        return {
            self.opens_at - SECOND: "one second before it opens",
            self.opens_at: "as it opens",
            self.closes_at - SECOND: "its last second",
            self.closes_at: "as it closes",
        }

    def births(self):
        """Birth dates at every edge of the cohort, and what they are."""
        found = {
            self.birth_from: "first date",
            self.birth_to: "last date",
            self.birth_from - DAY: "day before",
            self.birth_to + DAY: "day after",
        }
        if self.birth_day_digit is not None:
            for born, what in (
                (self.next(self.birth_from, DAY), "first with the digit"),
                (self.next(self.birth_to, -DAY), "last with the digit"),
                (self.next(self.birth_from - DAY, -DAY), "digit, too early"),
                (self.next(self.birth_to + DAY, DAY), "digit, too late"),
            ):
                found.setdefault(born, what)
            for day in range(1, 32):
                born = date((self.birth_from.year + self.birth_to.year) // 2, 1, day)
                # Of its own digit all days, of every other one: 1, 11, 21 and 31 end alike.
                if self.fits(born) or day <= 10:
                    found.setdefault(born, f"born on day {day}")
        return dict(sorted(found.items()))

    def next(self, born, step):
        """The first birth date with the digit, from one on, forward or back."""
        while not self.fits(born):
            born += step
        return born

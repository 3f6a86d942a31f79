"""Who could book when in 2021, written a second time and in another way.

The portal keeps cohorts as rows and asks SQL. This is the announcement of each
evening retold as plain arithmetic over Korean wall-clock time; it reads neither
the data file nor the database.
"""

from datetime import date, datetime, timedelta

EVENING, AFTERNOON = 20, 18


def windows():
    """Yield ``(name, opens, closes, who)``: the window is half-open, ``who`` a predicate."""
    for name, years, opens in (
        ("70s", (1947, 1951), datetime(2021, 5, 6, 10)),
        ("65s", (1952, 1956), datetime(2021, 5, 10)),
        ("60s", (1957, 1961), datetime(2021, 5, 13)),
    ):
        yield name, opens, datetime(2021, 6, 3, AFTERNOON), born_in(*years)
    fifties, early, late = born_in(1962, 1966), born_in(1967, 1968), born_in(1969, 1971)
    yield "55-59 first", datetime(2021, 7, 12), datetime(2021, 7, 12, 15, 30), fifties
    yield "55-59 again", datetime(2021, 7, 14, EVENING), datetime(2021, 7, 24, AFTERNOON), fifties
    yield "53-54", *evening(7, 19), early
    yield "50-52", *evening(7, 20), late
    yield (
        "50-54",
        datetime(2021, 7, 21, EVENING),
        datetime(2021, 7, 24, AFTERNOON),
        born_in(1967, 1971),
    )
    for day in range(9, 19):
        yield f"rota {day % 10}", *evening(8, day), rota(day % 10)
    yield "36-49", *evening(8, 19), born_in(1972, 1985)
    yield "18-35", *evening(8, 20), born_in(1986, 2003)
    yield (
        "18-49",
        datetime(2021, 8, 21, EVENING),
        datetime(2021, 9, 18, AFTERNOON),
        born_in(1972, 2003),
    )


def evening(month, day):
    opens = datetime(2021, month, day, EVENING)
    return opens, opens + timedelta(hours=22)


def born_in(first, last):
    return lambda born: first <= born.year <= last


def rota(digit):
    """1972 to 2003 by the last digit of the day of birth, as it is written: 1, 11, 21, 31."""
    return lambda born: 1972 <= born.year <= 2003 and str(born.day)[-1] == str(digit)


def admitted(born: date, moment: datetime):
    """The ``(opens, closes)`` of every window that takes this birth date at this moment."""
    return sorted(
        (opens, closes)
        for _name, opens, closes, who in windows()
        if who(born) and opens <= moment < closes
    )

"""Booking and search while the country grows: ten thousand half hours to five million.

The same pages and the same post at each size: the districts become more and not larger, so that
only the tables differ. Each size has a database on the same server and a process of its own, and
they are asked in turns, in-process and uncached, through all middlewares and limits of production.
Nobody else is about. What grows is the time of one request, in the database and in all; of a
search that of the list of clinics or that of one clinic, whichever grows more.
"""

import json
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from django.db import connection

from bench.booked import CROWD, MESSAGES, book
from bench.booking import ROUND
from bench.country import Size, make_people, make_places
from bench.database import Database
from bench.search import percentile
from bench.stage import options, report, stage, tell, versions
from portal.embedded.home import ROOT

#: People whose searches and posts are measured: one post each.
PEOPLE = 30_000
#: Before the first vaccination: nothing is past.
NOON = "2021-08-25 12:00+09"
ROUNDS = 3


class Point(NamedTuple):
    clinics: int
    bookings: int

    def make(self, cursor):
        """Twenty clinics in a district, eleven days."""
        size = Size(self.clinics // 20, self.clinics, "2021-08-26", "2021-09-07")
        make_places(cursor, size)
        cursor.execute(ROUND)
        make_people(cursor, PEOPLE)
        if self.bookings:
            book(cursor, self.bookings, NOON)


#: Half hours: ten thousand, a hundred thousand, a million, five million.
WHOLE = [Point(*each) for each in ((48, 0), (480, 0), (4750, 0), (4750, 10**6), (23700, 5 * 10**6))]
SMOKE = [Point(60, 0), Point(120, 3000)]


@contextmanager
def asked(environment):
    """A process that measures when it is told to; yield what tells it."""
    command = [sys.executable, "-m", "bench.growing"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, cwd=ROOT, **pipes) as child:

        def measure(seconds):
            child.stdin.write(f"{seconds}\n")
            child.stdin.flush()
            return json.loads(child.stdout.readline())

        try:
            yield measure
        finally:
            child.stdin.close()


def copy(environment, number, point):
    """The environment of a database for this point."""
    kept, run = (
        Database(environment["DATABASE_URL"], f"{name}_{number}") for name in ("kept", "run")
    )
    kept.make_once((point, PEOPLE, CROWD, MESSAGES), environment, point.make)
    run.copy(kept)
    return {**environment, "DATABASE_URL": run.url}


def middle(turns, figure):
    return percentile([each for turn in turns for each in turn[figure]], 0.5)


def row(point, turns):
    figures = {figure: middle(turns, figure) for figure in turns[0] if figure != "slots"}
    return {"slots": turns[0]["slots"], "bookings": point.bookings, **figures}


def growth(table, *figures):
    return max(round(table[-1][figure] / table[0][figure], 2) for figure in figures)


def main():
    chosen = options(__doc__, seconds=180)
    points, rounds = (SMOKE, 1) if chosen.smoke else (WHOLE, ROUNDS)
    seconds = chosen.seconds / (rounds + 0.5) / len(points)
    name = "growth-smoke" if chosen.smoke else "growth"
    with (
        stage(name, "empty", lambda cursor: None) as environment,
        ExitStack() as processes,
    ):
        tell(f"{versions()}; {len(points)} sizes in turns, one client each, in-process")
        measures = [
            processes.enter_context(asked(copy(environment, number, point)))
            for number, point in enumerate(points)
        ]
        for measure in measures:
            measure(seconds / 2)  # warm
        turns = [[measure(seconds) for measure in measures] for _ in range(rounds)]
        connection.close()
    table = [row(*each) for each in zip(points, zip(*turns, strict=True), strict=True)]
    for each in table:
        tell("  ".join(f"{figure} {value}" for figure, value in each.items()))
    report(
        {
            "booking_growth": growth(table, "booking_ms"),
            "search_growth": growth(table, "list_ms", "clinic_ms"),
            "booking_view_growth": growth(table, "booking_view_ms"),
            "search_view_growth": growth(table, "list_view_ms", "clinic_view_ms"),
            "table": table,
        }
    )


if __name__ == "__main__":
    main()

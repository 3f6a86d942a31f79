"""Leftover doses: 2,000 clinics publish 10,000 within a minute to a million people who wait.

The real worker offers them; people answer late or never, and one in a hundred is a macro that
always answers at once. Then the same look of the worker is measured alone, with ten thousand, a
hundred thousand and a million people in line: what a dose costs must not grow with them.

``growth`` is in time, ``growth_pages`` in pages of the database looked at: with more people these
lie further apart, and fewer of them in the processor's cache and the server's memory.

``decided_s`` is when the last offer could be answered no more, ``free_again_s`` when the last dose
that nobody took was free for the next in line: the sweep that sees to it comes each second.

``macro_share`` is the macros' share of the offers over their share of those who stood first in the
lines, of each line as many as were offered something there; ``macro_doses`` is their share of the
doses given over their share of the people, and depends on how quickly people answer as well.
"""

import statistics
import time
from contextlib import contextmanager

from django.db import connection

from bench.answering import Answers, query
from bench.database import Database, connected, set_clock
from bench.leftover_figures import ACCEPTED, HELD, count
from bench.processes import working
from bench.stage import options, report, stage, tell, versions
from bench.waiting_for_doses import MOMENT, Waiting

#: Doses of a clinic.
DOSES = 5
ROUNDS = 3

#: Pages of this database that anybody looked at.
PAGES = """
SELECT blks_hit + blks_read, pg_stat_force_next_flush() FROM pg_stat_database
WHERE datname = current_database()
"""
WHO = "SELECT id FROM clinics_clinic ORDER BY id"


class Plan:
    def __init__(self, smoke):
        self.clinics, self.time, self.people = (60, 4, (600, 3_000)) if smoke else (
            2_000, 20, (10_000, 100_000, 1_000_000)
        )  # fmt: skip
        #: Seconds in which they publish, and after which no more is waited for.
        self.publish, self.until = (3, 10) if smoke else (50, 170)
        #: Clinics that publish in a turn of the measure that looks at growth.
        self.some, self.rounds = (20, 1) if smoke else (200, ROUNDS)

    @property
    def sizes(self):
        """One clinic more, with which the worker begins."""
        return [Waiting(people, self.clinics + 1, self.time) for people in self.people]


def copies(environment, plan):
    """A fresh database of each size, and its clock at one in the afternoon."""
    for number, size in enumerate(plan.sizes):
        kept, run = (
            Database(environment["DATABASE_URL"], f"{n}_{number}") for n in ("kept", "run")
        )
        kept.make_once(size, environment, size.make)
        run.copy(kept)
        with connected(run.url) as cursor:
            set_clock(cursor, MOMENT)
        yield run


@contextmanager
def using(database):
    """Let this process's own connection lead to a database."""
    connection.close()
    connection.settings_dict["NAME"] = database.name
    yield
    connection.close()


def publish(clinics, seconds=0):
    """Each of these clinics publishes its doses, spread over some seconds."""
    from django.utils.timezone import timedelta

    from accounts.clock import now
    from bookings import leftovers
    from clinics.models import Clinic, Vaccine

    vaccine, began = Vaccine.objects.get(code="janssen-one"), time.monotonic()
    until = now() + timedelta(hours=5)
    for number, clinic in enumerate(Clinic.objects.filter(pk__in=clinics)):
        time.sleep(max(0, began + seconds * number / len(clinics) - time.monotonic()))
        leftovers.publish(clinic, vaccine, DOSES, until, None)


def pages():
    query(PAGES)  # what this process has not told yet is told as the statement ends
    return query(PAGES)[0][0]


def cost_of_a_dose(plan, turn):
    """:returns: milliseconds that the worker's look costs for each dose it offers, and pages."""
    from bookings import leftovers

    clinics = [pk for (pk,) in query(WHO)][turn * plan.some : (turn + 1) * plan.some]
    publish(clinics)
    before, began = pages(), time.perf_counter()
    while leftovers.offer_batch():
        pass
    took, looked = time.perf_counter() - began, pages() - before
    offers = query("SELECT count(*) FROM bookings_offer WHERE state = 'open'")[0][0]
    expected = len(clinics) * DOSES
    query("UPDATE bookings_offer SET state = 'declined', decided_at = portal_now()"
          " WHERE state = 'open' RETURNING 1")  # fmt: skip
    query("UPDATE bookings_leftoverbatch SET state = 'stopped' WHERE state = 'open' RETURNING 1")
    if offers < expected * 0.9:
        raise SystemExit(f"Only {offers} of {expected} doses were offered.")
    return took / offers * 1000, looked / offers


def growth(plan, databases):
    """What a dose costs at each size, in turns."""
    costs = {size.people: [] for size in plan.sizes}
    for turn in range(plan.rounds + 1):
        for size, database in zip(plan.sizes, databases, strict=True):
            with using(database):
                costs[size.people].append(cost_of_a_dose(plan, turn))
    for people, each in costs.items():
        told = ", ".join(f"{ms:.2f} ms and {looked:.0f} pages" for ms, looked in each[1:])
        tell(f"{people:9,} people wait: {told} for each dose offered")
    medians = [
        [statistics.median(column) for column in zip(*each[1:], strict=True)]
        for each in costs.values()
    ]
    ms, looked = zip(*medians, strict=True)
    return {
        "growth": round(ms[-1] / ms[0], 2),
        "growth_pages": round(looked[-1] / looked[0], 2),
        "ms_per_dose": dict(zip(costs, ms, strict=True)),
        "pages_per_dose": dict(zip(costs, looked, strict=True)),
    }


def wait_for_worker(clinic):
    """Let it offer one clinic's doses, which nobody then counts."""
    from bookings import leftovers
    from bookings.models import LeftoverBatch

    publish([clinic])
    end = time.monotonic() + 90
    while not query("SELECT 1 FROM bookings_offer LIMIT 1"):
        if time.monotonic() > end:
            raise SystemExit("The worker does not begin.")
        time.sleep(0.1)
    leftovers.stop(LeftoverBatch.objects.get(), None)


def afternoon(plan, environment):
    """Clinics publish, people answer, until every dose is gone or time is over.

    :returns: the answers, and the moment at which the worker was still at work.
    """
    first, *clinics = [pk for (pk,) in query(WHO)][: plan.clinics + 1]
    with working(environment), Answers(plan.time) as answers:
        wait_for_worker(first)
        began = time.monotonic()
        publish(clinics, plan.publish)
        tell(f"published {len(clinics) * DOSES} doses in {time.monotonic() - began:.0f} s")
        while time.monotonic() - began < plan.until:
            if query(ACCEPTED)[0][0] >= len(clinics) * DOSES:
                break
            time.sleep(0.5)
        answers.going = False
        end = time.monotonic() + 30
        while query(HELD)[0][0] and time.monotonic() < end:
            time.sleep(0.5)
        return answers, query("SELECT portal_now()")[0][0]


def main():
    chosen = options(__doc__, seconds=170)
    plan = Plan(chosen.smoke)
    name = "leftover-smoke" if chosen.smoke else "leftover"
    with stage(name, "empty", lambda cursor: None) as environment:
        tell(versions())
        databases = list(copies(environment, plan))
        grown = growth(plan, databases)
        databases[-1].copy(Database(environment["DATABASE_URL"], f"kept_{len(databases) - 1}"))
        with connected(databases[-1].url) as cursor:
            set_clock(cursor, MOMENT)
        with using(databases[-1]):
            answers, looked = afternoon(plan, {**environment, "DATABASE_URL": databases[-1].url})
            figures = count(plan, answers, plan.clinics * DOSES, looked)
    report({**figures, **grown})


if __name__ == "__main__":
    main()

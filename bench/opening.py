"""An opening at 33 times what the booking area can take: is it as fast as with nobody queueing?

Layout A, as deployed: web processes, worker and database of the booking area on one core; nginx,
the waiting room's own web processes, store, admission and the clients on the other. Layout B, the
worst case: every server on one core, the clients on the other. Proof of identity is not measured:
its cookies are made beforehand, and handed out no faster than 1.5 times the best rate. At the end
the same crowd without a gate, and once more while store, web servers, admission and network die.
"""

import statistics
from contextlib import ExitStack
from tempfile import TemporaryDirectory

from django.db import connection

from bench import people
from bench.booking import ROUND
from bench.country import Size, make_people, make_places
from bench.deployed import LAYOUTS, Deployed
from bench.misfortunes import PLAN, SHORT, Misfortunes
from bench.runs import Runs, say
from bench.search import percentile
from bench.stage import options, report, stage, tell, versions

WHOLE, SMOKE = (
    Size(districts, clinics, "2021-08-26", "2021-10-23")
    for districts, clinics in ((50, 250), (10, 50))
)
PEOPLE, FEW = 150_000, 12_000
ROUNDS = 3


def measure(runs, chosen, seconds, alone):
    """In each layout, in turns, the best rate before and after everybody came, and meanwhile."""
    measured = {layout: [] for layout in ("A" if chosen.smoke else LAYOUTS)}
    for number in range(1, chosen.rounds + 1):
        for layout, those in measured.items():
            runs.deployed.lay_out(layout)
            warm = runs.warm(alone / 4)
            before = warm if chosen.smoke else runs.best(alone)
            run = runs.crowded(seconds, before)
            after = before if chosen.smoke else runs.best(alone)
            run.best = (before + after) / 2
            those.append(run)
            say(f"round {number}, layout {layout}", run)
            tell(f"  nobody queueing: {before:.1f} bookings/s before, {after:.1f} after")
    return measured["A"], measured.get("B", [])


def figures(those, shared, control, runs):
    """A figure for each word of the contract: medians of the rounds, sums of what must be 0."""
    both, median = those + shared, middle
    landings = [taken for run in both for _, taken in run.landings]
    offered, offered_shared = (
        median(run.came_per_s / run.best for run in each) for each in (those, shared)
    )
    ratio, ratio_shared = (
        median(run.goodput / run.best for run in each) for each in (those, shared)
    )
    requests = [run.requests / len(run.shown) for run in those if run.shown]
    return {
        "best_per_s": round(median(run.best for run in those), 1),
        "offered_x": round(offered, 1),
        "goodput_per_s": round(median(run.goodput for run in those), 1),
        "goodput_ratio": round(ratio, 2),
        "goodput_ratio_shared": round(ratio_shared, 2),
        "gate_off_ratio": round(control.goodput / control.best, 2),
        "errors_5xx_with_pass": sum(status >= 500 for run in both for status, _ in run.trouble),
        "overtaken": sum(run.overtaken for run in both),
        "oversold": runs.oversold,
        "lost": runs.lost,
        "landing_p99_ms": percentile(landings, 0.99),
        "best_per_s_shared": round(median(run.best for run in shared), 1),
        "offered_x_shared": round(offered_shared, 1),
        "numbered_x": round(median(run.numbered_per_s / run.best for run in those), 1),
        "numbered_x_shared": round(median(run.numbered_per_s / run.best for run in shared), 1),
        "gate_off_offered_x": round(control.came_per_s / control.best, 1),
        "seconds": those[0].seconds,
        "ratios": [round(run.goodput / run.best, 2) for run in both],
        "moved": sum(run.moved for run in both),
        "got_in": sum(run.got_in for run in both),
        "client_late_s": round(max(run.late for run in both), 2),
        # What manage.py simulate_opening --like needs to go through the same on paper.
        "target": those[0].target,
        "most_inside": those[0].most_inside,
        "most_per_second": those[0].most_per_second,
        "stay_s": round(median(run.stay for run in those), 1),
        "react_s": round(median(median(run.reactions or [0]) for run in those), 1),
        "never_come": people.NO_SHOW / 100,
        "requests": round(median(requests or [0]), 1),
    }


def middle(values):
    """The median, or 0 of a layout that a smoke test has no time for."""
    return statistics.median(values) if (values := list(values)) else 0


def main():
    chosen = options(__doc__, seconds=75, rounds=ROUNDS)
    size, count = (SMOKE, FEW) if chosen.smoke else (WHOLE, PEOPLE)
    seconds = chosen.seconds + 2 * chosen.smoke
    alone = max(2, min(16, seconds / 4))

    def prepare(cursor):
        make_places(cursor, size)
        cursor.execute(ROUND)
        make_people(cursor, count)

    name = "opening-smoke" if chosen.smoke else "opening"
    with (
        stage(name, (size, count), prepare) as environment,
        TemporaryDirectory() as folder,
        ExitStack() as stack,
    ):
        deployed = Deployed(environment, folder, stack)
        tell(f"{versions()}; granian, two workers for each group; our own client")
        runs = Runs(deployed, count)
        those, shared = measure(runs, chosen, seconds, alone)
        deployed.lay_out("A")
        best = statistics.median(run.best for run in those)
        control = runs.crowded(seconds / (4 if chosen.smoke else 2), best, gate=False)
        say("layout A without the gate", control)
        trouble = Misfortunes(deployed, seconds, SHORT if chosen.smoke else PLAN)
        suffered = runs.crowded(seconds, best, trouble=trouble)
        say("layout A with misfortunes", suffered)
        faults = trouble.end()
        connection.close()
    report(figures(those, shared, control, runs) | {"faults": faults})


if __name__ == "__main__":
    main()

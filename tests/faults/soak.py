"""Everything breaks, again and again, for ``SECONDS``, under a crowd that never stops for long.

Not part of ``make test``: run by ``make soak``.
"""

import json
import os
import random
import time
from collections import Counter

from tests.processes import manage

from .story import Size, run
from .test_crowd import WITH_ODD_WORKERS, WITH_PLAIN_WORKERS

#: The rest is for ``tests/stateful``.
SECONDS = float(os.environ["SECONDS"]) * 0.8
PEOPLE = int(SECONDS * 500)
LONG = Size(clinics=24, movers=300, answers=900)


def test_again_and_again(realm):
    end, totals, times = time.monotonic() + SECONDS, Counter(), []
    for odd, fault in again_and_again(random.Random(2021)):
        realm.heal(odd=odd)
        outcome = run(realm, fault, LONG)
        totals.update(outcome.counts)
        totals["faults"] += 1
        totals["lost"] += len(outcome.lost)
        totals["oversold"] += sum(
            found for promise, _says, found in outcome.broken if promise == "P1"
        )
        totals["promises broken otherwise"] += sum(p != "P1" for p, *_rest in outcome.broken)
        totals["duplicate or missing messages"] += len(outcome.misdelivered)
        times.append((round(outcome.recovered, 1), fault.__name__))
        print(f"{fault.__name__}: {outcome.recovered:.1f} s, {dict(outcome.counts)}", flush=True)
        if outcome.wrong or time.monotonic() > end:
            break
    print(manage("audit"))
    print(json.dumps({**totals, "slowest_to_recover": max(times)}), flush=True)
    assert outcome.wrong == []


def again_and_again(chance):
    """Each fault in each round, in an order that nobody chose."""
    while True:
        for odd, faults in (False, WITH_PLAIN_WORKERS), (True, WITH_ODD_WORKERS):
            for fault in chance.sample(faults, len(faults)):
                yield odd, fault

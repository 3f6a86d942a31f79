"""Thousands of steps, by another chance each time, until the time is over.

Not part of ``make test``: run by ``make soak``.
"""

import os
import time
from collections import Counter

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

pytestmark = pytest.mark.django_db

#: The rest is for ``tests/faults``.
SECONDS = float(os.environ["SECONDS"]) * 0.2
#: Where a disagreement is found, the shortest way to it is looked for.
LONG = settings(
    max_examples=10,
    stateful_step_count=60,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_for_as_long_as_there_is_time(machine):
    end, counts = time.monotonic() + SECONDS, Counter()

    class Counting(machine):
        def teardown(self):
            counts["stories"] += 1
            counts["changes of bookings"] += self.model.changes
            super().teardown()

        def check_invariants(self, *more):
            counts["comparisons"] += 1
            super().check_invariants(*more)

    chance = time.time_ns() % 10**6
    while time.monotonic() < end:
        run_state_machine_as_test(seed(chance)(Counting), settings=LONG)
        chance += 1
    print(f"The model agreed: {dict(counts)}", flush=True)

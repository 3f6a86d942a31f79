"""Whatever breaks while people book, move and cancel: nothing is lost, oversold or told twice.

How long it took until bookings were made and confirmed again is printed at the end of the run.
"""

import pytest

from . import breaking
from .story import run

WITH_PLAIN_WORKERS = [
    breaking.a_worker_is_killed,
    breaking.all_workers_are_killed,
    breaking.beat_is_killed,
    breaking.a_web_worker_is_killed,
    breaking.the_web_server_is_killed,
    breaking.the_store_is_flushed,
    breaking.the_store_is_killed,
    breaking.postgresql_is_restarted,
    breaking.postgresql_is_killed,
    breaking.no_connection_is_left,
]
#: For these the test has the workers' bells and clocks in hand.
WITH_ODD_WORKERS = [
    breaking.every_bell_rings_twice,
    breaking.every_bell_is_ten_minutes_late,
    breaking.clocks_of_workers_are_stepped,
]


@pytest.mark.parametrize("fault", WITH_PLAIN_WORKERS, ids=lambda fault: fault.__name__)
def test_nothing_is_lost_when(realm, fault, recovered):
    realm.heal()
    tell(recovered, fault, run(realm, fault))


@pytest.mark.parametrize("fault", WITH_ODD_WORKERS, ids=lambda fault: fault.__name__)
def test_nothing_is_lost_or_done_twice_when(realm, fault, recovered):
    realm.heal(odd=True)
    tell(recovered, fault, run(realm, fault))


def test_the_ledger_sees_what_is_lost(realm):
    """The last of them, and the control: nobody can tell any more what this database forgot."""
    realm.heal()
    assert run(realm, breaking.postgresql_is_killed_with_unwritten_work).lost != []


def tell(recovered, fault, outcome):
    assert outcome.wrong == []
    told = ", ".join(f"{number} {what}" for what, number in sorted(outcome.counts.items()))
    recovered(f"{fault.__name__.replace('_', ' ')} ({told})", outcome.recovered)

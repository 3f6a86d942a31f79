"""Store, admission, web server and database sessions die while people wait: nobody moves, the gate
stays shut (B3, F2). In 2021 the queue began anew at its end, and stood open while its server was
away. How long each took to come back is printed at the end of the run."""

import time

import pytest
import redis
from django.db import connection

from accounts.tests.builders import make_person
from portal.waiting import bulletin, passes, places
from portal.waiting.models import Gate, Line, Pass
from portal.waiting.tests.builders import make_place, set_gate, standing
from tests.bypass.attacker import Attacker, person_cookie
from tests.processes import Admission, await_truth

CROWD = 12


@pytest.fixture
def admission(transactional_db, store, tmp_path):
    admission = Admission(tmp_path)
    yield admission
    admission.stop()


@pytest.fixture
def line(town):
    """Twelve wait, two at a time may be inside."""
    set_gate(state="metered", target=2, capacity=2)
    line = Line.objects.current()
    for number in range(1, CROWD + 1):
        make_place(line, number, make_person(f"Guest {number}", "1980-03-09"))
    return line


def number_of(visitor):
    """What the waiting page says: the position."""
    return visitor.ask("/wait/").text.split('data-position="')[1].split('"')[0]


def test_the_store_dies(live_portal, line, admission, store, recovered):
    admission.start()
    await_truth(lambda: len(standing(line)) == CROWD - 2)
    inside = line.places.get(number=1)
    assert passes.enter(inside, inside.verification) == "inside"
    last = line.places.get(number=CROWD)
    waits = Attacker(live_portal.url, **person_cookie(last.verification))
    assert number_of(waits) == str(CROWD)
    newcomer = Attacker(live_portal.url)
    assert newcomer.ask("/wait/join/", {}).path == "/wait/"

    store.kill()
    await_truth(lambda: Gate.read().trouble == "store")

    second = line.places.get(number=2)
    assert passes.enter(second, second.verification) == "full"
    assert (
        Attacker(live_portal.url, **person_cookie(inside.verification)).ask("/book/clinics/").inside
    )
    assert not waits.ask("/book/clinics/").inside
    assert number_of(waits) == str(CROWD)
    assert Attacker(live_portal.url).ask("/wait/join/", {}).status == 503

    since = time.monotonic()
    store.start()
    await_truth(lambda: Gate.read().trouble == "")
    recovered("admission, after the store came back", time.monotonic() - since)
    # It is the bulletin that lets people in again, written a moment after the gate.
    await_truth(lambda: bulletin.read().state != bulletin.PAUSED)
    assert passes.enter(second, second.verification) == "inside"
    assert number_of(waits) == str(CROWD)
    another = Attacker(live_portal.url)
    await_truth(lambda: another.ask("/wait/join/", {}).path == "/wait/")
    assert int(number_of(another)) > int(number_of(newcomer))


def test_a_flushed_store_moves_nobody(live_portal, line, admission, store):
    admission.start()
    newcomers = [Attacker(live_portal.url) for _ in range(3)]
    for newcomer in newcomers:
        newcomer.ask("/wait/join/", {})
    before = [number_of(newcomer) for newcomer in newcomers]
    redis.Redis.from_url(store.url).flushall()
    late = Attacker(live_portal.url)
    late.ask("/wait/join/", {})

    assert [number_of(newcomer) for newcomer in newcomers] == before
    assert int(number_of(late)) > max(map(int, before))


def test_admission_is_killed_and_goes_on_where_it_was(line, admission, recovered):
    admission.start()
    await_truth(lambda: len(standing(line)) == CROWD - 2)
    admission.kill()
    passes.release(Pass.objects.values_list("person", flat=True))
    line.places.called().update(lapsed_at=line.opens_at)
    waiting = standing(line)

    since = time.monotonic()
    admission.start()
    await_truth(lambda: len(standing(line)) < len(waiting))
    recovered("admission, killed", time.monotonic() - since)

    left = standing(line)
    assert waiting[-len(left) :] == left
    line.refresh_from_db()
    assert line.served >= 3


def test_the_web_server_is_killed_and_every_page_says_the_same(
    live_portal, line, admission, recovered
):
    """In 2021 a restarted queue began at its end."""
    admission.start()
    place = line.places.get(number=CROWD)
    verified = Attacker(live_portal.url, **person_cookie(place.verification))
    newcomer = Attacker(live_portal.url)
    await_truth(lambda: newcomer.ask("/wait/join/", {}).path == "/wait/")
    before = [number_of(verified), number_of(newcomer)]

    live_portal.kill()
    since = time.monotonic()
    live_portal.start()
    recovered("web server, killed", time.monotonic() - since)

    assert [number_of(verified), number_of(newcomer)] == before
    assert not verified.ask("/book/clinics/").inside
    assert places.of(place.person).number == CROWD


def test_the_database_s_sessions_are_cut_and_nobody_is_lost(
    live_portal, line, admission, recovered
):
    """As after a restart of PostgreSQL: what was asked on an old line is asked on a new one."""
    admission.start()
    last = line.places.get(number=CROWD)
    waits = Attacker(live_portal.url, **person_cookie(last.verification))
    assert number_of(waits) == str(CROWD)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    since = time.monotonic()

    assert not waits.ask("/book/clinics/").inside
    await_truth(lambda: {waits.ask("/wait/").status for _thread in range(16)} == {200})
    recovered("pages, their database sessions cut", time.monotonic() - since)
    assert number_of(waits) == str(CROWD)
    set_gate(target=20, capacity=20)
    await_truth(lambda: standing(line) == [])
    assert admission.running
    live_portal.kill()  # a thread that nobody asked since then has its old line still

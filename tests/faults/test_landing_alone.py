"""The landing page while the booking database or the store is gone."""

import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from bookings.tests.builders import make_round
from tests.faults.wire import Wire
from tests.processes import Portal, await_truth, database_url

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wire(transactional_db):
    """What lies between the portal and its database."""
    wire = Wire(int(connection.settings_dict["PORT"]))
    yield wire
    wire.mend()
    wire.cut()


@pytest.fixture
def portal(wire, static_files, tmp_path):
    url = database_url().replace(f":{wire.far}/", f":{wire.port}/")
    portal = Portal(tmp_path, workers=1, DATABASE_URL=url)
    yield portal
    portal.stop()


def landing(portal):
    request = urllib.request.Request(portal.url, headers={"Accept-Language": "en"})
    with urllib.request.urlopen(request, timeout=8) as answer:
        return answer.read().decode()


def test_an_opening_is_shown_at_its_second_though_the_database_is_gone(at, wire, portal):
    make_round()
    at("2021-08-09 19:59:57")
    portal.start()
    before = time.monotonic()  # not after it: the first page is made for longer than the others
    assert "Monday 9 August 2021, 20:00" in landing(portal)

    wire.cut()

    page = landing(portal)
    assert "The next one opens on <strong>Monday 9 August 2021, 20:00</strong>." in page
    await_truth(lambda: "Start booking" in landing(portal), seconds=10)
    assert time.monotonic() - before >= 3


def test_after_a_while_it_says_how_old_its_knowledge_is(at, wire, portal):
    make_round()
    at("2021-08-09 20:00")
    portal.start()
    landing(portal)

    wire.cut()

    await_truth(lambda: "what we knew at 20:00:00" in landing(portal), seconds=25)
    wire.mend()
    await_truth(lambda: "what we knew" not in landing(portal))


def test_a_process_that_never_saw_the_database_says_so(at, wire, portal):
    make_round()
    at("2021-08-09 20:00")
    wire.cut()
    portal.start()

    assert "We cannot look up at this moment which rounds are open." in landing(portal)

    wire.mend()
    await_truth(lambda: "Start booking" in landing(portal))


def test_a_database_that_hangs_holds_up_one_visitor_and_not_all(at, wire, portal):
    make_round()
    at("2021-08-09 20:00")
    portal.start()
    landing(portal)
    time.sleep(1)  # until that look is no longer believed

    wire.hang()

    with ThreadPoolExecutor() as pool:
        visits = [pool.submit(landing, portal) for _visitor in range(12)]
        await_truth(lambda: sum(visit.done() for visit in visits) >= 11)
        wire.mend()
        assert all("Start booking" in visit.result() for visit in visits)


def test_it_does_not_ask_the_store(at, store, portal):
    make_round()
    at("2021-08-09 20:00")
    portal.start()
    store.kill()

    assert "Start booking" in landing(portal)

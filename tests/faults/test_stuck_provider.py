"""One identity provider takes every call and never answers; the others must not notice (F6)."""

import json
import selectors
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Thread

import pytest
import requests

from accounts.models import PhoneCode, Provider
from accounts.tests.builders import make_phone_provider
from portal.embedded import loopback
from tests.journeys.plain_client import MINJI, PlainClient
from tests.processes import Portal, await_truth

pytestmark = pytest.mark.django_db(transaction=True)

#: The threads of the portal's two web processes.
THREADS = 8


class Silent:
    """A provider on loopback that accepts every connection and says nothing until it hangs up."""

    def __init__(self):
        self.server = socket.create_server((loopback.ADDRESS, 0), backlog=100)
        self.address = f"http://{loopback.ADDRESS}:{self.server.getsockname()[1]}"
        self.callers, self.over = [], Event()
        Thread(target=self.listen, daemon=True).start()

    def listen(self):
        with selectors.DefaultSelector() as selector:
            selector.register(self.server, selectors.EVENT_READ)
            while not self.over.is_set():
                if selector.select(timeout=0.05):
                    self.callers.append(self.server.accept()[0])
        for caller in [*self.callers, self.server]:
            caller.close()


@pytest.fixture
def silent():
    silent = Silent()
    yield silent
    silent.over.set()


class Sleeper:
    """A register that never answers."""

    def attest(self, claims):
        Event().wait(30)


@contextmanager
def portal_with(silent, folder, monkeypatch, workers=2, **more):
    credentials = {"client_id": "portal", "client_secret": "x" * 40}
    clients = {"pass": {"issuer": silent.address, **credentials}}
    monkeypatch.setenv("OIDC_CLIENTS", json.dumps(clients))
    for name, value in {"IDENTITY_TIMEOUT": "60", **more}.items():
        monkeypatch.setenv(name, value)
    Provider.objects.create(code="pass", kind="oidc", name_ko="패스", name_en="PASS")
    make_phone_provider()
    portal = Portal(folder, workers).start()
    try:
        yield portal
    finally:
        portal.kill()


@contextmanager
def visitors(portal, times):
    """Send so many to the silent provider at once. Gives what will be their answers."""
    address = f"{portal.url}/verify/oidc/pass/"
    with ThreadPoolExecutor(times) as pool:
        yield [pool.submit(requests.get, address, timeout=60) for _ in range(times)]


def test_the_portal_and_the_other_providers_still_answer(
    static_files, store, silent, tmp_path, monkeypatch
):
    with portal_with(silent, tmp_path, monkeypatch) as portal, visitors(portal, 8) as answers:
        await_truth(lambda: silent.callers)
        await_truth(lambda: len(silent.callers) + sum(a.done() for a in answers) == 8)

        assert requests.get(portal.url, timeout=60).status_code == 200
        page = PlainClient(portal.url).ask_for_a_code()
        assert page.url.endswith("/verify/code/?next=%2Fbook%2F")
        assert PhoneCode.objects.exclude(code=None).exists()

        waiting = [answer for answer in answers if not answer.done()]
        assert 0 < len(waiting) == len(silent.callers) <= THREADS / 2
        assert {a.result().status_code for a in answers if a not in waiting} == {503}
        silent.over.set()
        assert {answer.result().status_code for answer in waiting} == {502}


def test_without_bulkheads_nobody_would_be_answered(
    static_files, store, silent, tmp_path, monkeypatch
):
    """The control. One process has all the visitors: one of two might have too few to be stuck."""
    endless = {"IDENTITY_CALLS": "100", "IDENTITY_CALLS_TOGETHER": "100", "IDENTITY_TIMEOUT": "6"}
    with (
        portal_with(silent, tmp_path, monkeypatch, workers=1, **endless) as portal,
        visitors(portal, 2 * THREADS) as answers,
    ):
        finished = []
        for answer in answers:
            answer.add_done_callback(finished.append)
        await_truth(lambda: len(silent.callers) >= THREADS / 2)
        assert requests.get(portal.url, timeout=60).status_code == 200
        assert finished, "The landing page had to wait until somebody was given up."


def test_a_register_that_sleeps_stops_only_itself(
    static_files, store, silent, tmp_path, monkeypatch
):
    sleeper = {"ATTESTER": f"{__name__}.Sleeper"}
    with (
        portal_with(silent, tmp_path, monkeypatch, **sleeper) as portal,
        ThreadPoolExecutor(8) as pool,
    ):
        starts = [pool.submit(ask, portal, n) for n in range(8)]
        await_truth(lambda: PhoneCode.objects.count() + sum(s.done() for s in starts) == 8)
        refused = [start.result() for start in starts if start.done()]
        assert len(refused) >= 8 - THREADS / 2
        assert {"This way to verify is busy." in page for page in refused} == {True}

        assert requests.get(portal.url, timeout=60).status_code == 200
        silent.over.set()
        answer = requests.get(f"{portal.url}/verify/oidc/pass/", timeout=60)
        assert answer.status_code == 502
        portal.kill()


def ask(portal, n):
    """One of eight people with a phone and a number of their own."""
    try:
        visitor = PlainClient(portal.url)
        person = {"phone": f"0101234000{n}", "number_back": f"234567{n}"}
        return visitor.ask_for_a_code(MINJI | person).text
    except requests.ConnectionError:  # the portal was killed while the register slept
        return ""

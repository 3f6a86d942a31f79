"""The fixtures that other tests stand on."""

import importlib
import os
import urllib.request
from functools import partial

import pytest
from django.conf import settings

from accounts import clock
from accounts.glances import glance
from portal import celery_app
from tests import processes


def test_what_a_portal_beside_the_tests_sends_compressed_is_left_to_it(tmp_path):
    """It knows its static files from its start, and answers 500 for one that is gone."""
    for name, packed_at in [("portal.css", 60), ("old.css", 30)]:
        for file, moment in [(name, 60), (f"{name}.gz", packed_at)]:
            (tmp_path / file).touch()
            os.utime(tmp_path / file, (moment, moment))
    (tmp_path / "gone.css.br").touch()

    outdated = {file.name for file in processes.outdated(tmp_path)}

    assert outdated == {"old.css.gz", "gone.css.br"}


@pytest.mark.django_db
def test_the_clock_stands_still_in_a_transaction(at):
    assert clock.now() != at("2021-08-09 20:00:01")
    assert clock.now().isoformat() == "2021-08-09T11:00:01+00:00"


@pytest.mark.django_db(transaction=True)
class TestTheClockOutsideATransaction:
    def test_it_stands_still(self, at):
        moment = at("2021-08-09 20:00")

        assert clock.now() == moment

    def test_it_runs_again_afterwards(self):
        assert clock.now() < clock.now()


def test_a_web_server_answers_and_comes_back_after_a_kill(live_portal):
    assert status(live_portal.url + "/staff/login/") == 200

    live_portal.kill()
    assert not live_portal.answers()

    live_portal.start()
    assert status(live_portal.url + "/staff/login/") == 200


def test_a_web_process_forgets_what_it_saw_in_the_test_before(monkeypatch):
    """It lives on, and remembers the regions for a minute."""
    monkeypatch.setenv("WAITING_BULLETIN", settings.WAITING_BULLETIN)
    served = importlib.import_module("tests.served")
    looks = iter("abc")
    see = partial(glance, "a region", lambda: next(looks))
    monkeypatch.setattr(served, "portal", lambda *asked: see())
    monkeypatch.setattr(served, "served", b"the test before")

    assert [see(), served.application({}, None), see()] == ["a", "b", "b"]
    assert served.application({}, None) == "b"


def test_a_worker_does_its_work_and_dies_when_killed(worker):
    assert len(celery_app.control.ping(timeout=30, limit=1)) == 1

    worker.kill()

    assert celery_app.control.ping(timeout=0.3) == []


def test_a_killed_store_comes_back_empty_at_the_same_address(store):
    address = store.url
    store.kill()
    assert not store.answers()

    store.start()

    assert store.answers()
    assert store.url == address


@pytest.mark.django_db(transaction=True)
def test_commands_meet_the_database_of_the_test():
    assert processes.manage("migrate", "--check") == ""


def status(url):
    return urllib.request.urlopen(url, timeout=5).status

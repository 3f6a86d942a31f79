"""A store at an address that kombu reads in a way of its own, as one with TLS or sentinels is."""

import json
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
import redis
from celery import current_app

from accounts import doorbell
from portal.embedded import valkey

BELL = "accounts.tasks.send_codes"


@pytest.fixture
def line(monkeypatch):
    """A store that is reached through a socket."""
    with TemporaryDirectory() as folder:
        monkeypatch.setattr(valkey, "SETTINGS", f"{valkey.SETTINGS}unixsocket {folder}/line\n")
        server = valkey.Valkey(folder, kept=False)
        server.start()
        address = f"redis+socket://:{server.password}@{folder}/line"
        monkeypatch.setattr(current_app.conf, "broker_url", address)
        monkeypatch.setattr(doorbell, "_last", {})
        doorbell.line.cache_clear()
        yield redis.Redis.from_url(server.url)
        doorbell.line.cache_clear()
        server.stop()


def test_bells_ring_there_and_who_answers_hears_later_ones(line, monkeypatch):
    doorbell.ring(BELL)
    doorbell.ring(BELL, anew=True)

    last, first = (json.loads(each)["headers"]["id"] for each in line.lrange("codes", 0, 1))
    for ring, is_last in ((first, False), (last, True)):
        task = SimpleNamespace(name=BELL, request=SimpleNamespace(id=ring))
        monkeypatch.setattr(doorbell, "current_task", task)
        assert doorbell.is_last() is is_last

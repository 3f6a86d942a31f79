import pytest
import redis

from accounts.tests.builders import make_person, verify
from portal.waiting import bulletin
from portal.waiting.models import Line
from portal.waiting.tests.builders import set_gate
from tests.processes import await_truth

from .attacker import Attacker, PastTheGuard


@pytest.fixture
def line(town):
    """Everybody has to be called, and nobody was."""
    set_gate(state="metered")
    return Line.objects.current()


@pytest.fixture
def minji(town):
    """Her proof of identity. It is her round that is open."""
    return verify(make_person("김민지", "1980-03-09"))


@pytest.fixture
def attacker(live_portal, line):
    return lambda **cookies: Attacker(live_portal.url, **cookies)


@pytest.fixture
def queueing(attacker, line):
    """As admission says it, once every web process has heard it: who comes takes a number."""
    words = {"line": line.pk, "state": "metered", "queueing": True, "served": line.served}
    bulletin.write(words | {"rate": 1.0, "good_for": 3600})
    said, somebody = f'"line": {line.pk},', attacker()
    await_truth(lambda: all(said in somebody.ask("/wait/status.json").text for _ in range(16)))
    return line


@pytest.fixture
def past_the_guard(settings, line):
    """The control: without the guard the same attack must get in, or its test proves nothing."""
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if name != "portal.gate.GateMiddleware"
    ]
    return PastTheGuard


@pytest.fixture
def forget_limits(store):
    """Let nobody be stopped by how often they asked: what is tried is the guard."""
    return redis.Redis.from_url(store.url).flushall

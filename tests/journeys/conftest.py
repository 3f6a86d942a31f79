import pytest

from .plain_client import PlainClient


@pytest.fixture
def arrive(live_portal, town):
    """Somebody new at the portal's door."""
    return lambda: PlainClient(live_portal.url)


@pytest.fixture
def minji(arrive, worker):
    """Minji, who has proved who she is."""
    minji = arrive()
    page = minji.verify(worker.log)
    assert page.url.endswith("/book/")
    return minji

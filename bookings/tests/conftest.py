import pytest

from .builders import make_clinic, make_staff


@pytest.fixture
def clinic(at):
    """A clinic on the evening of an opening, at its first second."""
    at("2021-08-09 20:00")
    return make_clinic()


@pytest.fixture
def kim(client, at):
    """Analyst Kim of the ministry, logged in."""
    at("2021-08-30 00:30")
    kim = make_staff("kim", "Ministry analysts")
    client.force_login(kim)
    return kim

import pytest

from .builders import make_clinic


@pytest.fixture
def clinic(at):
    """A clinic on the evening of an opening, at its first second."""
    at("2021-08-09 20:00")
    return make_clinic()

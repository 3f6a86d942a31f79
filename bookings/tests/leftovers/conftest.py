import pytest

from . import a_line, make_leftover_clinic, make_terms


@pytest.fixture
def clinic(at):
    """Two in the afternoon of a vaccination day; the clinic closes at six."""
    at("2021-08-26 14:00")
    make_terms()
    return make_leftover_clinic()


@pytest.fixture
def line(at, clinic):
    return a_line(at, clinic)

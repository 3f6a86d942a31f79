import pytest

from . import a_line, an_afternoon


@pytest.fixture
def clinic(at):
    return an_afternoon(at)


@pytest.fixture
def line(at, clinic):
    return a_line(at, clinic)

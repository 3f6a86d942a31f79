import pytest

from .machine import Machine
from .town import BEGIN, Town


@pytest.fixture
def machine(db, at):
    """The machine in its town, which every story leaves as it was."""
    at(f"{BEGIN}")
    Machine.town, Machine.at = Town(), staticmethod(at)
    return Machine

import pytest

from .town import EVENING, Town


@pytest.fixture
def town(transactional_db, at):
    """A town whose people were just given their turn; the clock stands still there."""
    at(EVENING)
    return Town()

"""Minji, the evening when her round opens, and a gate before her."""

import pytest

from accounts.tests.builders import make_person, show_cookie, verify
from portal.waiting import bulletin
from portal.waiting.models import Line
from tests.town import EVENING, Town


@pytest.fixture
def town(at):
    at(EVENING)
    return Town()


@pytest.fixture
def verification(town):
    return verify(make_person("김민지", "1980-03-09"))


@pytest.fixture
def minji(client, verification):
    return show_cookie(client, verification)


@pytest.fixture
def say():
    """Write a bulletin: ``say(state="metered", queueing=True)``."""

    def write(**words):
        line = Line.objects.current()
        bulletin.write(
            {"line": line.pk, "served": line.served, "state": "open", "queueing": False}
            | {"good_for": 3600, "opens_at": line.opens_at.isoformat()}
            | words
        )

    return write

"""The landing page is made once for all who come until something else is to be said."""

from unittest.mock import Mock

import pytest
from django.template.loader import render_to_string

from bookings.tests.builders import make_round, seoul
from portal import board, views
from portal.models import Notice

SOON = 0.4  # seconds: before the database is asked again


@pytest.fixture
def later(monkeypatch):
    """Let time pass for this process, and none for the database."""
    moment = [board.time.monotonic()]
    monkeypatch.setattr(board.time, "monotonic", lambda: moment[0])

    def later(seconds):
        moment[0] += seconds

    return later


@pytest.fixture
def made(monkeypatch):
    made = Mock(side_effect=render_to_string)
    monkeypatch.setattr(views, "render_to_string", made)
    return made


def words(client, address="/"):
    return client.get(address).content.decode()


def test_one_page_serves_all_until_the_opening(client, at, later, made):
    make_round()
    at("2021-08-09 19:59:59.8")

    for _each in range(3):
        assert "Start booking" not in words(client)
    assert made.call_count == 1
    later(SOON)
    for _each in range(3):
        assert "Start booking" in words(client)
    assert made.call_count == 2


def test_it_says_nothing_longer_than_until_an_edge_between_two_seconds(client, at, later):
    Notice.objects.create(
        text_ko="점검", text_en="Maintenance", shown_from=seoul("2021-08-09 19:00"),
        shown_until=seoul("2021-08-09 20:00:59.3"),
    )  # fmt: skip
    at("2021-08-09 20:00:59.1")

    assert "Maintenance" in words(client)
    later(SOON)
    assert "Maintenance" not in words(client)


def test_each_look_at_the_database_makes_another(client, at, later, made):
    at("2021-08-09 20:00")
    words(client)
    later(board.BELIEVED)
    words(client)
    assert made.call_count == 2


def test_it_shows_nobody_the_address_of_another(client, korean_client, at, later, made):
    at("2021-08-09 20:00")
    assert "/?from=poster" in words(client, "/?from=poster")
    assert "poster" not in words(client)
    assert "poster" not in words(korean_client)

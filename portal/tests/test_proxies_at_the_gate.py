"""Whoever may not book for themselves comes in for the person they named, and only then."""

import pytest

from accounts.tests.builders import make_person, show_cookie, verify
from bookings.models import Mandate
from portal.waiting.models import Pass, Place
from portal.waiting.tests.builders import make_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def haneul(town):
    """She is thirty: it is her mother's turn, not hers."""
    return make_person("박하늘", "1991-05-10")


@pytest.fixture
def mother(town):
    return make_person("김민지", "1980-03-09")


@pytest.fixture
def hers(client, haneul):
    return show_cookie(client, verify(haneul))


def name(proxy, subject):
    return Mandate.objects.create(
        proxy=proxy, subject=subject, identifier=b"x", relationship="parent"
    )


def test_without_a_mandate_she_is_told_why_not(hers):
    assert hers.get("/book/proxy/").url == "/book/"
    assert not Pass.objects.exists()


def test_with_one_she_walks_in(hers, haneul, mother):
    name(haneul, mother)

    assert hers.get("/book/proxy/").status_code == 200
    assert Pass.objects.get().person == haneul


def test_with_one_for_somebody_whose_turn_it_is_not_she_does_not(hers, haneul):
    name(haneul, make_person("이준", "1960-01-01"))

    assert hers.get("/book/proxy/").url == "/book/"
    assert not Pass.objects.exists()


def test_before_the_opening_she_waits_for_her(hers, haneul, mother, at, say):
    at("2021-08-09 19:55")
    name(haneul, mother)
    say(line=make_line("2021-08-09 20:00").pk, state="metered", queueing=True)

    assert hers.get("/book/proxy/").url == "/wait/"
    hers.get("/wait/")
    assert Place.objects.get().person == haneul
    assert not Pass.objects.exists()


def test_a_mandate_that_ended_lets_nobody_in(hers, haneul, mother):
    mandate = name(haneul, mother)
    mandate.ended_at = mandate.created_at
    mandate.save()

    assert hers.get("/book/proxy/").url == "/book/"

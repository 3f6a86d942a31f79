import datetime as dt
from itertools import cycle, product

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone, translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Person
from bookings.eligibility import explain
from bookings.models import RoundVersion

from . import oracle
from .builders import make_person, make_round

pytestmark = pytest.mark.django_db

HOUR, SECOND = dt.timedelta(hours=1), dt.timedelta(seconds=1)


@pytest.fixture
def clock(db):
    """A clock that many moments can be set on cheaply, still the one function rules read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz LANGUAGE sql STABLE"
            " AS 'SELECT current_setting(''portal.frozen'')::timestamptz'"
        )

    def set_to(moment):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('portal.frozen', %s, true)",
                [timezone.make_aware(moment).isoformat()],
            )

    set_to(dt.datetime(2021, 1, 1))
    return set_to


@pytest.fixture
def rounds(clock):
    call_command("load_rounds_2021", verbosity=0)


def admitted(born):
    """The windows the portal says are open to somebody, as Korean wall-clock times."""
    answer = explain(Person(pk=0, birth_date=born))
    return sorted(
        (
            timezone.make_naive(version.opens_at),
            timezone.make_naive(version.closes_at),
        )
        for version in answer.open
    )


def people_of(who):
    """Births on both edges of a cohort and just outside them, and one of every digit, in order."""
    inside = [born for born in EVERY_BIRTHDAY if who(born)]
    first, last = inside[0], inside[-1]
    by_digit = {born.day % 10: born for born in inside}
    edges = {first - dt.timedelta(1), first, last, last + dt.timedelta(1)}
    return sorted(edges | set(by_digit.values()))


EVERY_BIRTHDAY = [dt.date(1940, 1, 1) + dt.timedelta(days) for days in range((2010 - 1940) * 365)]
WINDOWS = {name: rest for name, *rest in oracle.windows()}


@pytest.mark.parametrize("name", WINDOWS)
def test_every_hour_and_both_edges_of_each_window(rounds, clock, name):
    """At the edges everybody asks, at each hour between them one after the other."""
    opens, closes, who = WINDOWS[name]
    moments = [opens - SECOND, opens, opens + SECOND, closes - SECOND, closes, closes + SECOND]
    hours = int((closes - opens) / HOUR)
    moments += [opens + hour * HOUR for hour in range(hours + 1)]
    people = people_of(who)

    asked = [*product(moments[:6], people), *zip(moments[6:], cycle(people), strict=False)]
    for moment, born in asked:
        clock(moment)
        assert admitted(born) == oracle.admitted(born, moment), (born, moment)


def test_each_round_of_the_data_file_is_one_of_the_oracles_windows(rounds):
    kept = RoundVersion.objects.current().values_list("opens_at", "closes_at")

    assert sorted((timezone.make_naive(a), timezone.make_naive(b)) for a, b in kept) == sorted(
        (opens, closes) for opens, closes, _who in WINDOWS.values()
    )


@given(
    born=st.dates(dt.date(1900, 1, 1), dt.date(2021, 12, 31)),
    moment=st.datetimes(dt.datetime(2021, 5, 1), dt.datetime(2021, 10, 1)),
)
@example(born=dt.date(2003, 12, 31), moment=dt.datetime(2021, 8, 11, 0, 5))
@example(born=dt.date(1971, 12, 31), moment=dt.datetime(2021, 7, 21, 20))
@example(born=dt.date(2000, 2, 29), moment=dt.datetime(2021, 8, 9, 20))
@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_anybody_at_any_moment(rounds, clock, born, moment):
    clock(moment)

    assert admitted(born) == oracle.admitted(born, moment)


def why(person):
    with translation.override("en"):
        return explain(person).why


def test_minji_is_told_when_her_turn_comes(at):
    at("2021-08-09 19:59:59")
    make_round()

    assert why(make_person("Minji")) == (
        "It is not your turn yet. You can book from Monday 9 August 2021, 20:00."
    )


def test_jun_is_told_that_his_round_is_over(at):
    at("2021-08-10 18:00")
    make_round()

    answer = explain(make_person("Jun"))

    assert not answer.may_book
    assert [version.round.code for version in answer.past] == ["round-1"]
    assert "closed on Tuesday 10 August 2021, 18:00." in why(make_person("Jun"))


def test_haneul_who_is_too_young_is_told_so(at):
    at("2021-08-09 20:00")
    make_round()

    assert why(make_person("Haneul", born="2010-01-01")) == (
        "No booking round includes your date of birth at present."
    )


def test_who_may_book_needs_no_reason(at):
    at("2021-08-09 20:00")
    make_round()

    assert why(make_person("Minji")) == ""

import datetime as dt
from functools import cache
from itertools import cycle, product

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone, translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Person, Verification
from accounts.tests.builders import make_phone_provider
from bookings.eligibility import explain
from bookings.models import Booking, RoundVersion
from clinics.models import VaccineGroup

from . import oracle
from .builders import make_clinic, make_person, make_round, make_slot, seoul

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
    return sorted(window_of(version) for version in answer.open)


def window_of(version):
    return timezone.make_naive(version.opens_at), timezone.make_naive(version.closes_at)


def people_of(who):
    """Births on both edges of a cohort and just outside them, and one of every digit between them,
    whether or not the cohort asks for one."""
    inside = [born for born in EVERY_BIRTHDAY if who(born)]
    first, last = inside[0], inside[-1]
    edges = {first - dt.timedelta(1), first, last, last + dt.timedelta(1)}
    year = inside[len(inside) // 2].year
    return sorted(edges | {dt.date(year, 1, day) for day in range(22, 32)})


def edges_of(opens, closes):
    return [opens - SECOND, opens, opens + SECOND, closes - SECOND, closes, closes + SECOND]


EVERY_BIRTHDAY = [dt.date(1940, 1, 1) + dt.timedelta(days) for days in range((2010 - 1940) * 365)]
WINDOWS = {name: rest for name, *rest in oracle.windows()}


@pytest.mark.parametrize("name", WINDOWS)
def test_every_hour_and_both_edges_of_each_window(rounds, clock, name):
    """At the edges everybody asks, at each hour between them one after the other."""
    opens, closes, who = WINDOWS[name]
    hours = [opens + hour * HOUR for hour in range(int((closes - opens) / HOUR) + 1)]
    people = people_of(who)

    asked = [
        *product(edges_of(opens, closes), people),
        *zip(hours, cycle(people), strict=False),
    ]
    for moment, born in asked:
        clock(moment)
        assert admitted(born) == oracle.admitted(born, moment), (born, moment)


@pytest.fixture
def times(rounds):
    """For each of the oracle's windows a time on the last day that its round books."""
    clinic, groups = make_clinic(), VaccineGroup.objects.in_bulk()
    make = cache(lambda group, day: make_slot(clinic, f"{day} 10:00", 99, groups[group]).pk)
    return {
        window_of(version): make(version.groups[0], version.vaccinate_to)
        for version in RoundVersion.objects.current()
    }


def proofs(births):
    """A proof of identity for somebody of each birth date."""
    people = Person.objects.bulk_create(
        Person(birth_date=born, sex="F", name="x", phone="x") for born in births
    )
    of = {"provider": make_phone_provider(), "ends_at": seoul("2022-01-01 00:00")}
    proofs = Verification.objects.bulk_create(Verification(person=one, **of) for one in people)
    return {proof.person.birth_date: str(proof.pk) for proof in proofs}


HOLD_ALL = """
SELECT count(h) FROM unnest(%s::uuid[], %s::bigint[]) AS form (proof, slot)
CROSS JOIN hold_place(proof, slot, proof, left(md5(proof::text), 12), 'web') AS h
"""


def held(forms):
    """Everybody holds a place, if they may, and nobody keeps it.

    :param forms: proofs of identity and the slots they are used for.
    :returns: birth date and window of whoever got one.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(HOLD_ALL, [list(each) for each in zip(*forms, strict=True)])
        bookings = Booking.objects.select_related("person", "round_version")
        got = {one.person.birth_date: window_of(one.round_version) for one in bookings}
        transaction.set_rollback(True)
    return got


def test_the_statement_that_writes_admits_the_same(clock, times):
    """Everybody asks for a place of the round that the oracle sends them to, or else of the
    window's own."""
    people = {name: people_of(who) for name, (_opens, _closes, who) in WINDOWS.items()}
    proof_of = proofs(sorted({born for births in people.values() for born in births}))

    for name, (opens, closes, _who) in WINDOWS.items():
        for moment in (*edges_of(opens, closes), opens + (closes - opens) / 2):
            clock(moment)
            due = {born: oracle.admitted(born, moment) for born in people[name]}
            forms = [
                (proof_of[born], times[windows[0] if windows else (opens, closes)])
                for born, windows in due.items()
            ]
            expected = {born: windows[0] for born, windows in due.items() if windows}
            assert held(forms) == expected, (name, moment)


def test_each_round_of_the_data_file_is_one_of_the_oracles_windows(rounds):
    kept = RoundVersion.objects.current()

    assert sorted(window_of(version) for version in kept) == sorted(
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

"""The evening before: a round is rehearsed, and nothing of it stays."""

import datetime as dt
import re
from io import StringIO
from threading import Thread

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import clock as real_clock
from bookings.tests.builders import make_clinic, make_group, make_round, make_slot
from portal.operations.rehearsal import clock
from portal.operations.rehearsal.terms import Terms
from portal.waiting.models import Gate

ANNOUNCED = {
    "opens_at": "2021-08-09 20:00",
    "closes_at": "2021-08-10 18:00",
    "birth_from": "1972-01-01",
    "birth_to": "2003-12-31",
    "birth_day_digit": 9,
}
OPTIONS = dict(
    zip(ANNOUNCED, ("--opens", "--closes", "--born-from", "--born-to", "--digit"), strict=True)
)


def rehearse(round_, **announced):
    """What the command prints, and whether it found a surprise."""
    out, words = StringIO(), []
    for name, value in announced.items():
        words += [OPTIONS[name], str(value)]
    try:
        call_command("rehearse_round", str(round_.pk), *words, stdout=out, no_color=True)
    except CommandError as surprise:
        return out.getvalue(), str(surprise)
    return out.getvalue(), ""


def rows():
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


@pytest.fixture
def ninth(db, store):
    """The round of those born on a 9th, 19th or 29th, as it was announced, with places."""
    make_slot(make_clinic(), "2021-08-26 10:00", capacity=2)
    return make_round(digit=9)


@pytest.fixture
def only(monkeypatch):
    """Send some of the people only, or all at some moments: each walk is five pages."""

    def keep(name, wanted):
        whole = getattr(Terms, name)
        monkeypatch.setattr(
            Terms, name, lambda self: {k: v for k, v in whole(self).items() if wanted(k, v)}
        )

    def only(*born, edge=None):
        if born:
            keep("births", lambda date, _who: date.isoformat() in born)
        if edge:
            keep("moments", lambda _moment, what: what == edge)

    return only


def terms(**announced):
    moments = ("opens_at", "closes_at")
    return Terms(
        **{
            name: dt.datetime.fromisoformat(f"{value}+09:00") if name in moments
            else dt.date.fromisoformat(value) if name.startswith("birth_") and value is not None
            and name != "birth_day_digit" else value
            for name, value in {**ANNOUNCED, **announced}.items()
        }
    )  # fmt: skip


def test_a_round_that_is_as_announced_brings_no_surprise(ninth):
    out, surprise = rehearse(ninth, **ANNOUNCED)

    assert surprise == ""
    assert re.search(r"\d+ walks, no surprise", out)
    assert out.count("as announced") == 5
    assert re.search(r"ok +1972-01-09 +first with the digit +books in round-1", out)
    assert re.search(r"ok +1971-12-31 +day before +cannot book", out)
    assert re.search(r"2021-08-10 18:00:00, as it closes", out)


def test_what_nobody_announced_is_taken_from_the_round_and_said_to_be(ninth, only):
    only("1972-01-09")
    out, surprise = rehearse(ninth)

    assert surprise == ""
    assert out.count("from the round, not checked") == 5


def test_nothing_is_left_and_the_clock_is_the_real_one(ninth, only):
    only("1972-01-09", "1971-12-31")
    before, real = rows(), clock.definition()

    rehearse(ninth)

    assert rows() == before
    assert clock.definition() == real
    assert abs(real_clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)


@pytest.mark.parametrize(
    ("announced", "surprising"),
    [
        ({"opens_at": "2021-08-09 19:00"}, "2021-08-09 19:00:00, as it opens"),
        ({"opens_at": "2021-08-09 21:00"}, "2021-08-09 20:59:59, one second before it opens"),
        ({"closes_at": "2021-08-10 19:00"}, "2021-08-10 18:59:59, its last second"),
        ({"closes_at": "2021-08-10 17:00"}, "2021-08-10 17:00:00, as it closes"),
    ],
)
def test_a_window_that_is_off_by_an_hour_is_reported(ninth, only, announced, surprising):
    only("1972-01-09", "1971-12-31")
    out, surprise = rehearse(ninth, **{**ANNOUNCED, **announced})

    assert "brought a surprise" in surprise
    part = out.split(f"\n{surprising}\n")[1].split("\n\n")[0]
    assert re.search(r"SURPRISE +1972-01-09", part)
    assert re.search("must not" if "must not" in part else "could not book and must", part)
    assert "everybody is shown something else" in part


@pytest.mark.parametrize(
    ("born", "reported"),
    [
        (("1972-01-02", "2003-12-31"), "1972-01-01"),
        (("1971-12-31", "2003-12-31"), "1971-12-31"),
        (("1972-01-01", "2003-12-30"), "2003-12-31"),
        (("1972-01-01", "2004-01-01"), "2004-01-01"),
    ],
)
def test_a_cohort_that_is_off_by_a_day_is_reported(db, store, born, reported):
    make_slot(make_clinic(), "2021-08-26 10:00")
    wrong = make_round(born=born)
    announced = {name: value for name, value in ANNOUNCED.items() if name != "birth_day_digit"}

    out, surprise = rehearse(wrong, **announced)

    assert "brought a surprise" in surprise
    assert set(re.findall(r"SURPRISE +(\S+)", out)) == {reported}


def test_another_digit_than_announced_is_reported(ninth, only):
    only(edge="as it opens")
    out, _surprise = rehearse(ninth, **{**ANNOUNCED, "birth_day_digit": 0})

    wrong = set(re.findall(r"SURPRISE +\S+ +(born on day \S+)", out))
    assert {"born on day 9", "born on day 10", "born on day 20", "born on day 30"} <= wrong


def test_a_rule_that_leaves_out_the_last_birth_date_is_reported(db, store):
    make_slot(make_clinic(), "2021-08-26 10:00")
    round_ = make_round()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION round_admits(birth_from date, birth_to date,"
            " birth_day_digit smallint, born date) RETURNS boolean LANGUAGE sql IMMUTABLE AS"
            " 'SELECT born >= birth_from AND born < birth_to'"
        )

    out, _surprise = rehearse(round_)

    assert set(re.findall(r"SURPRISE +(\S+)", out)) == {"2003-12-31"}


def test_a_round_without_a_free_place_is_reported(db, store):
    make_group()
    out, surprise = rehearse(make_round())

    assert "no free place: nobody could book" in out
    assert "brought a surprise" in surprise


def test_a_stopped_round_is_reported(ninth, only):
    only("1972-01-09", "1971-12-31")
    ninth.stopped = True
    ninth.save()
    out, _surprise = rehearse(ninth)

    assert "This round is stopped" in out
    assert "could not book and must" in out


def test_a_paused_gate_and_another_open_round_hinder_nobody(ninth, only):
    only("1972-01-09", "1971-12-29")
    Gate.read()
    Gate.objects.update(state="paused")
    make_round("2021-08-01 20:00", "2021-09-10 18:00", born=("1950-01-01", "1971-12-31"))

    out, surprise = rehearse(ninth, **ANNOUNCED)

    assert surprise == ""
    assert re.search(r"1971-12-29 +digit, too early +books in round-2", out)


@pytest.mark.parametrize("words", [["0"], ["1", "--opens", "2022-01-01 00:00"]])
def test_what_cannot_be_rehearsed_is_refused_in_words(db, store, words):
    make_round()

    with pytest.raises(CommandError):
        call_command("rehearse_round", *words, stdout=StringIO())


def test_every_edge_of_a_cohort_has_somebody():
    born = terms().births()

    admitted = {date.isoformat() for date in born if terms().admit(date)}
    assert {"1972-01-09", "2003-12-29", "1987-01-09", "1987-01-19", "1987-01-29"} == admitted
    assert {str(date.day)[-1] for date in born if date.year == 1987} == set("0123456789")
    refused = {date.isoformat() for date in born} - admitted
    assert {"1971-12-29", "2004-01-09", "1971-12-31", "2004-01-01", "1972-01-01"} <= refused


class Watcher(Thread):
    """Another session, which asks what time it is."""

    def run(self):
        try:
            self.saw = real_clock.now().year
        finally:
            connection.close()

    @classmethod
    def looks(cls):
        watcher = cls()
        watcher.start()
        watcher.join()
        return watcher.saw


def test_no_other_session_ever_sees_the_moved_clock(transactional_db):
    moment = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
    year = Watcher.looks()

    with clock.rehearsing():
        clock.stand(moment)
        assert (real_clock.now().year, Watcher.looks()) == (2001, year)

    assert real_clock.now().year == year


def test_the_control_a_clock_that_is_committed_is_seen_by_all(transactional_db, at):
    at("2001-06-01 00:00")

    assert Watcher.looks() == 2001


def test_outside_of_a_transaction_the_clock_is_not_touched(transactional_db):
    with pytest.raises(clock.Unsafe):
        clock.stand(dt.datetime(2001, 1, 1, tzinfo=dt.UTC))

    assert real_clock.now().year != 2001


def test_a_rehearsal_that_breaks_leaves_nothing(transactional_db):
    real = clock.definition()

    def break_off():
        with clock.rehearsing():
            clock.stand(dt.datetime(2001, 1, 1, tzinfo=dt.UTC))
            raise ConnectionError("the operator pressed Ctrl-C")

    with pytest.raises(ConnectionError):
        break_off()

    assert clock.definition() == real

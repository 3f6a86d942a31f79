"""One second's work: who is over ends, the next are called, the bulletin says so."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.waiting import bulletin, passes, places
from portal.waiting.admission import LEAST, Health
from portal.waiting.models import Gate, Line
from portal.waiting.passes import Answer
from portal.waiting.steward import Steward, crowd

from .builders import inside, make_line, make_person, make_place, set_gate, standing, verify

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def opened(at):
    at("2021-08-09 20:00")


@pytest.fixture
def line():
    return make_line()


def says():
    bulletin.forget()
    return bulletin.read()


def test_it_calls_the_next_and_writes_where_the_line_is(line):
    for number in (1, 2, 3):
        make_place(line, number)
    set_gate(target=2, capacity=5)

    seen, called = Steward().tick(Health())

    assert (seen.waiting, called) == (3, 2)
    assert standing(line) == ["Guest 3"]
    assert says().words["served"] == 2
    assert says().queueing


def test_whoever_is_left_when_all_who_may_be_called_are_called_still_waits(line, monkeypatch):
    """After a stop five seconds are made up for, and no more people are counted than that."""
    for number in range(1, 8):
        make_place(line, number)
    set_gate(target=100, capacity=110, most_per_second=1)
    steward = Steward(last=1000.0)
    monkeypatch.setattr("portal.waiting.steward.time.monotonic", lambda: 1010.0)

    assert steward.tick(Health())[1] == 5
    assert standing(line) == ["Guest 6", "Guest 7"]
    assert says().queueing


def test_nobody_queues_while_there_is_room():
    Steward().tick(Health())

    assert (says().state, says().queueing) == ("open", False)
    assert Gate.read().beat_at


def test_ten_minutes_before_an_opening_its_line_begins_and_nobody_is_called(line, at):
    at("2021-08-09 19:49:59")
    Steward().tick(Health())
    assert says().line != line.pk

    at("2021-08-09 19:50")
    make_place(line, 1)
    assert Steward().tick(Health())[1] == 0
    assert says().line == line.pk
    assert says().not_open_yet
    assert says().seconds_to_opening == pytest.approx(600, abs=2)


def test_a_line_before_it_that_still_goes_on_is_in_the_bulletin(line, at):
    at("2021-08-10 19:55")
    later = make_line("2021-08-10 20:00")
    Line.objects.filter(pk=line.pk).update(served=40)
    Steward().tick(Health())

    assert says().line == later.pk
    assert says().going(line.pk) == {"served": 40, "early": 0}


@pytest.mark.parametrize("health", [Health(slow=1.0), Health(errors=1.0), Health(lag=60.0)])
def test_a_sick_booking_area_is_spared_within_seconds(line, health):
    for number in range(1, 40):
        make_place(line, number)
    set_gate(target=10, capacity=10)
    steward = Steward()
    calls = [steward.tick(health)[1] for _second in range(15)]
    assert calls == [8] + 14 * [0]
    assert Gate.read().throttle == LEAST

    for _second in range(20):
        steward.tick(Health())
    assert Gate.read().throttle == pytest.approx(1.0)


class TestTrouble:
    def test_with_the_store_gone_nobody_enters_and_who_is_inside_goes_on(self, line):
        jun, minji = verify(make_person("Jun")), make_place(line, 1, make_person("Minji"))
        places.call(1)
        passes.walk_in(jun)
        Steward().tick(Health(), trouble="store")

        assert says().state == "paused"
        assert passes.enter(minji, minji.verification) == Answer.FULL
        assert passes.walk_in(verify(make_person("Haneul"))) == Answer.FULL
        assert passes.holds(jun.pk)

        Steward().tick(Health())
        assert says().state == "open"
        assert passes.enter(minji, minji.verification) == Answer.INSIDE
        assert inside() == ["Jun", "Minji"]

    def test_no_turn_passes_while_nobody_could_enter(self, line, at):
        make_place(line, 1)
        Steward().tick(Health())
        at("2021-08-09 20:05")
        Steward().tick(Health(), trouble="store")
        at("2021-08-09 20:14")
        Steward().tick(Health())
        assert not place_of(line).lapsed_at

        at("2021-08-09 20:24:01")
        Gate.objects.update(beat_at="2021-08-09T20:24:00+09:00")
        Steward().tick(Health())
        assert place_of(line).lapsed_at

    def test_nor_while_admission_was_dead(self, line, at):
        make_place(line, 1)
        Steward().tick(Health())
        at("2021-08-09 20:30")
        Steward().tick(Health())

        assert not place_of(line).lapsed_at


def place_of(line):
    return line.places.get()


def test_a_second_steward_calls_nobody_while_the_first_leads(line):
    make_place(line, 1)
    first = connection.copy()
    try:
        with first.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(20210712)")
        assert Steward().tick(Health()) == (None, 0)
        assert says().line == line.pk
        with first.cursor() as cursor:  # closing alone lets go a moment later
            cursor.execute("SELECT pg_advisory_unlock(20210712)")
    finally:
        first.close()

    assert Steward().tick(Health())[1] == 1


class TestTheLinesSpeed:
    @pytest.fixture
    def steward(self, monkeypatch):
        """Its seconds are as long as the story says."""
        steward = Steward()
        steward.seconds = 0.0
        monkeypatch.setattr("portal.waiting.steward.time.monotonic", lambda: steward.seconds)
        return steward

    def pass_a_second(self, steward, served=None):
        steward.seconds += 1
        if served is not None:
            Line.objects.update(served=served)
        steward.announce(Gate.read(), crowd(most=1))
        return says().rate

    def test_it_is_measured_from_the_opening_on(self, steward, line, at):
        """In 2021 the page said 5,680 minutes. A quiet minute before the opening is no measure."""
        at("2021-08-09 19:59:50")
        for _second in range(10):
            assert self.pass_a_second(steward) == 0
        at("2021-08-09 20:00")
        assert self.pass_a_second(steward, 100) == pytest.approx(100, rel=0.1)
        assert self.pass_a_second(steward, 200) == pytest.approx(100, rel=0.1)

    def test_a_pause_is_no_measure_either(self, steward, line):
        for served in (0, 100, 200):
            self.pass_a_second(steward, served)
        set_gate(state="paused")
        for _second in range(30):
            assert self.pass_a_second(steward) == 0
        set_gate(state="open")

        assert self.pass_a_second(steward, 300) == pytest.approx(100, rel=0.1)

    def test_another_line_begins_at_nothing(self, steward, line, at):
        for served in (0, 100, 200):
            self.pass_a_second(steward, served)
        at("2021-08-10 20:00")
        make_line("2021-08-10 20:00")

        assert self.pass_a_second(steward) == 0


class TestTheCommand:
    def test_once(self, line):
        make_place(line, 1)
        call_command("admission", "--once")

        assert standing(line) == []
        assert says().line == line.pk

    def test_a_store_that_is_gone_pauses_the_gate(self, line, store):
        make_place(line, 1)
        store.stop()
        call_command("admission", "--once")

        assert says().state == "paused"
        assert Gate.read().trouble == "store"
        assert standing(line) == ["Guest 1"]

    def test_it_refuses_to_share_its_session(self, settings):
        settings.DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
        try:
            with pytest.raises(CommandError, match="PgBouncer"):
                call_command("admission", "--once")
        finally:
            settings.DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = False

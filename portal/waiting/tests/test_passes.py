"""Who is inside: one pass a person, on the newest device, and never more than the capacity."""

import pytest
from django.db import connection

from portal.waiting import bulletin, passes, places
from portal.waiting.models import Line, Pass, Place
from portal.waiting.passes import Answer
from portal.waiting.steward import crowd

from .builders import inside, make_line, make_person, make_place, seoul, set_gate, verify

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def opened(at):
    at("2021-08-09 20:00")


@pytest.fixture
def line():
    return make_line()


@pytest.fixture
def minji():
    return verify(make_person("Minji"))


@pytest.fixture
def called(line, minji):
    """Minji's place, which was called just now."""
    place = make_place(line, 1, minji.person)
    places.call(1)
    return place


def guest(name="Jun"):
    return verify(make_person(name))


def test_while_the_gate_is_open_and_nobody_waits_one_walks_in(minji):
    assert not passes.holds(minji.pk)
    assert passes.walk_in(minji) == Answer.INSIDE
    assert passes.holds(minji.pk)
    assert passes.walk_in(minji) == Answer.INSIDE
    assert Pass.objects.count() == 1


@pytest.mark.parametrize(
    "gate", [{"state": "metered"}, {"state": "paused"}, {"trouble": "store"}, {"throttle": 0.0}]
)
def test_otherwise_nobody_walks_in(minji, gate):
    set_gate(**gate)

    assert passes.walk_in(minji) == Answer.FULL
    assert inside() == []


def test_nobody_walks_past_somebody_who_waits(minji, line):
    make_place(line, 1, make_person("Jun"))

    assert passes.walk_in(minji) == Answer.FULL


#: How many places this transaction has read, of an index or of the table.
READ = """
SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
FROM pg_stat_xact_user_tables WHERE relname = 'waiting_place'
"""


def call_early(line, number, at):
    """So many early places, all of them called in vain."""
    for rank in range(1, number + 1):
        make_place(line, rank, lane=0, receipt=b"%16d" % rank, called_at=at, lapsed_at=at)
    Line.objects.update(early_size=number, early_called=number)


def test_nobody_walks_past_an_early_place_that_the_mark_has_not_passed(minji, line):
    call_early(line, 2, seoul("2021-08-09 19:00"))
    Place.objects.filter(number=2).update(called_at=None, lapsed_at=None)
    Line.objects.update(early_called=1)

    assert passes.walk_in(minji) == Answer.FULL


@pytest.mark.parametrize("ask", [lambda minji: crowd(10), passes.walk_in])
def test_nobody_looks_through_early_places_that_are_called(minji, line, ask):
    """A drawn line has a million of them, and whoever looks holds up everybody at the door."""
    call_early(line, 30, seoul("2021-08-09 19:00"))
    with connection.cursor() as cursor:
        # So few rows one reads as they lie, or by any index, by what was counted in the test
        # before; and a function remembers its plans.
        cursor.execute("ANALYZE waiting_place, waiting_line")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("DISCARD PLANS")
        cursor.execute(READ)
        [before] = cursor.fetchone()
        ask(minji)
        cursor.execute(READ)
        assert cursor.fetchone()[0] - before < 5


def test_people_in_a_line_that_opens_later_hold_nobody_up(minji):
    make_place(make_line("2021-08-10 20:00"), 1, minji.person)

    assert passes.walk_in(minji) == Answer.INSIDE


def test_walking_in_stops_at_the_target_and_the_called_enter_up_to_the_capacity(minji, called):
    set_gate(target=1, capacity=2)
    assert passes.walk_in(guest()) == Answer.INSIDE
    assert passes.walk_in(guest("Haneul")) == Answer.FULL

    assert passes.enter(called, minji) == Answer.INSIDE
    assert inside() == ["Jun", "Minji"]


def test_at_a_full_room_the_call_stays_valid_from_then_on(minji, called, at):
    set_gate(target=1, capacity=1)
    passes.walk_in(guest())
    at("2021-08-09 20:09")
    assert passes.enter(called, minji) == Answer.FULL
    at("2021-08-09 20:18")
    assert places.lapse() == 0
    passes.release(Pass.objects.values_list("person", flat=True))

    assert passes.enter(called, minji) == Answer.INSIDE


@pytest.mark.parametrize("gate", [{"state": "paused"}, {"trouble": "store"}])
def test_in_a_pause_not_even_the_called_enter_and_they_lose_nothing(minji, called, gate):
    set_gate(**gate)
    assert passes.enter(called, minji) == Answer.FULL
    set_gate(state="open", trouble="")

    assert passes.enter(called, minji) == Answer.INSIDE


def test_while_admission_is_dead_nobody_new_enters_and_who_is_inside_goes_on(minji, called, at):
    jun = guest()
    passes.walk_in(jun)
    at("2021-08-09 20:01")
    bulletin.write({"state": "open", "queueing": False, "good_for": 0})

    assert passes.walk_in(guest("Haneul")) == Answer.FULL
    assert passes.enter(called, minji) == Answer.FULL
    assert passes.holds(jun.pk)
    laptop = verify(jun.person)
    assert passes.walk_in(laptop) == Answer.INSIDE
    assert inside() == ["Jun"]


def test_nobody_enters_by_a_place_that_is_not_theirs_or_not_called(line, minji, called):
    waiting = make_place(line, 2, make_person("Haneul"))

    assert passes.enter(called, guest()) == Answer.NOT_CALLED
    assert passes.enter(waiting, waiting.verification) == Answer.NOT_CALLED
    assert inside() == []


def test_nobody_enters_twice_by_one_call(minji, called):
    passes.enter(called, minji)
    passes.release([minji.person_id])

    assert passes.enter(called, minji) == Answer.NOT_CALLED


def test_the_newest_device_takes_the_pass_and_the_older_is_told(minji, at):
    passes.walk_in(minji)
    at("2021-08-09 20:01")
    laptop = verify(minji.person)

    assert passes.walk_in(laptop) == Answer.INSIDE
    assert passes.holds(laptop.pk)
    assert not passes.holds(minji.pk)
    assert passes.walk_in(minji) == Answer.ELSEWHERE
    assert Pass.objects.get().generation == 2


def test_whoever_was_called_and_comes_by_another_door_has_used_the_call(minji, called):
    assert passes.walk_in(minji) == Answer.INSIDE

    assert Place.objects.get().entered_at


def test_a_pass_ends_by_time_by_booking_and_by_signing_out(minji, at):
    passes.walk_in(minji)
    at("2021-08-09 20:19:59")
    assert passes.holds(minji.pk)
    at("2021-08-09 20:20")
    assert not passes.holds(minji.pk)
    assert passes.sweep() == 1
    assert Pass.objects.get().end == "time"

    jun, haneul = guest(), guest("Haneul")
    passes.walk_in(jun)
    passes.walk_in(haneul)
    passes.release([jun.person_id])
    assert not passes.holds(jun.pk)
    type(haneul).objects.filter(pk=haneul.pk).update(ended_at="2021-08-09T20:20+09:00")
    assert not passes.holds(haneul.pk)
    assert passes.sweep() == 0
    at("2021-08-09 20:21:01")
    assert passes.sweep() == 1


def test_a_pass_is_worth_nothing_without_a_live_proof_of_identity(minji, at):
    passes.walk_in(minji)
    type(minji).objects.filter(pk=minji.pk).update(ends_at="2021-08-09T20:05+09:00")
    at("2021-08-09 20:05")

    assert not passes.holds(minji.pk)
    assert inside() == ["Minji"]


def test_whoever_proves_who_they_are_anew_keeps_the_pass_however_slow_they_are(minji, at):
    passes.walk_in(minji)
    at("2021-08-09 20:01")
    type(minji).objects.filter(pk=minji.pk).update(ended_at="2021-08-09T20:01+09:00")
    anew = verify(minji.person)
    at("2021-08-09 20:15")
    passes.sweep()

    assert passes.walk_in(anew) == Answer.INSIDE
    assert Pass.objects.get().generation == 2


def test_nobody_is_inside_by_no_proof_or_by_an_invented_one(minji):
    passes.walk_in(minji)

    assert not passes.holds(None)
    assert not passes.holds("00000000-0000-0000-0000-000000000000")


def test_the_guard_asks_one_question(minji, django_assert_num_queries):
    passes.walk_in(minji)
    with django_assert_num_queries(1):
        passes.holds(minji.pk)


def test_the_database_itself_refuses_a_second_pass(minji):
    passes.walk_in(minji)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO waiting_pass (person_id, verification_id) VALUES (%s, %s)"
            " ON CONFLICT DO NOTHING",
            [minji.person_id, minji.pk],
        )
        assert cursor.rowcount == 0

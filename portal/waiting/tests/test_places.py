"""One place for each verified person, kept whatever happens, and called in order."""

import datetime as dt

import pytest

from accounts.refusals import Refused
from portal.waiting import passes, places
from portal.waiting.models import Line, Place
from portal.waiting.passes import Answer

from .builders import make_line, make_person, make_place, seoul, standing, verify

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def opened(at):
    at("2021-08-09 20:00")


@pytest.fixture
def line():
    return make_line()


@pytest.fixture
def minji():
    return make_person("Minji")


def called(line):
    return [p.position for p in line.places.exclude(called_at=None).order_by("lane", "number")]


def test_a_person_claims_once_and_keeps_what_they_have(line, minji):
    first = places.claim(line, 7, verify(minji))

    again = places.claim(line, 3, verify(minji))

    assert again == first
    assert Place.objects.get().number == 7


def test_a_number_copied_from_somebody_else_is_refused(line, minji):
    places.claim(line, 7, verify(make_person("Jun")))

    with pytest.raises(Refused):
        places.claim(line, 7, verify(minji))
    assert not minji.places.exists()


def test_the_newest_device_has_the_place(line, minji, at):
    phone = verify(minji)
    at("2021-08-09 20:01")
    laptop = verify(minji)
    places.claim(line, 7, phone)

    assert places.take_over(places.of(minji), laptop)
    assert places.of(minji).verification == laptop
    assert not places.take_over(places.of(minji), phone)
    assert places.of(minji).verification == laptop


def test_of_two_devices_that_take_over_at_once_the_newer_wins(line, minji, at):
    places.claim(line, 7, verify(minji))
    at("2021-08-09 20:01")
    tablet = verify(minji)
    at("2021-08-09 20:02")
    laptop = verify(minji)
    seen_by_both = [places.of(minji), places.of(minji)]

    assert places.take_over(seen_by_both[0], laptop)
    assert not places.take_over(seen_by_both[1], tablet)
    assert places.of(minji).verification == laptop


def test_the_early_lane_is_called_before_the_live_one(line):
    Line.objects.update(early_size=2, early_from=seoul("2021-08-08"), drawn_at=seoul("2021-08-09"))
    for number in (2, 1, 3):
        make_place(line, number)
    for rank in (2, 1):
        make_place(line, rank, lane=Place.Lane.EARLY, receipt=b"%16d" % rank)

    assert places.call(3) == 3

    line.refresh_from_db()
    assert called(line) == [1, 2, 3]
    assert line.served == 3


def test_nobody_is_called_before_the_draw(line):
    Line.objects.update(early_from=seoul("2021-08-08"))
    make_place(line, 1)

    assert places.call(5) == 0


def test_nobody_is_called_before_the_opening(line, at):
    make_place(line, 1)
    at("2021-08-09 19:59:59")
    assert places.call(5) == 0
    at("2021-08-09 20:00")
    assert places.call(5) == 1


def test_the_oldest_line_is_served_first(line):
    older = make_line("2021-08-08 20:00")
    for each in (line, older):
        for number in (1, 2):
            make_place(each, number)

    assert places.call(3) == 3

    assert called(older) == [1, 2]
    assert called(line) == [1]


def test_whoever_verifies_after_their_turn_is_the_next(line, minji):
    for number in (1, 2, 4, 5):
        make_place(line, number)
    places.call(3)
    make_place(line, 3, minji)

    places.call(1)

    assert places.of(minji).called_at
    assert standing(line) == ["Guest 5"]


def test_called_in_vain_for_ten_minutes_the_turn_passes(line, minji, at):
    make_place(line, 1, minji)
    places.call(1)
    at("2021-08-09 20:10")
    assert places.lapse() == 0
    at("2021-08-09 20:10:01")
    assert places.lapse() == 1

    assert passes.enter(places.of(minji), verify(minji)) == Answer.NOT_CALLED


def test_after_a_pause_the_ten_minutes_begin_again(line, minji, at):
    make_place(line, 1, minji)
    places.call(1)
    at("2021-08-09 20:20")
    places.call_anew()

    assert places.lapse() == 0
    assert passes.enter(places.of(minji), verify(minji)) == Answer.INSIDE


def test_whoever_missed_their_turn_queues_again_behind_all(line, minji, at):
    place = make_place(line, 1, minji)
    places.call(1)
    make_place(line, 2)
    at("2021-08-09 20:11")
    places.lapse()

    assert places.queue_again(place, 3)

    assert standing(line) == ["Guest 2", "Minji"]


def test_whoever_stands_in_line_cannot_exchange_their_number(line, minji):
    place = make_place(line, 5, minji)

    assert not places.queue_again(place, 1)
    assert places.of(minji).number == 5


def test_whose_time_inside_is_over_can_queue_again_and_not_before(line, minji, at):
    """They once could press the button for ever."""
    place = make_place(line, 1, minji)
    places.call(1)
    passes.enter(place, place.verification)
    assert not places.queue_again(place, 2)

    at("2021-08-09 20:20:01")
    assert places.queue_again(place, 2)

    place.refresh_from_db()
    assert not place.over
    assert standing(line) == ["Minji"]


class TestWhichPlaceMatters:
    def test_the_one_whose_turn_comes_first(self, line, minji):
        older = make_line("2021-08-08 20:00")
        make_place(line, 1, minji)
        make_place(older, 9, minji)

        assert places.of(minji).line == older

    def test_one_that_served_only_without_another(self, line, minji):
        older = make_line("2021-08-08 20:00")
        long_ago = seoul("2021-08-08 21:00")
        make_place(older, 9, minji, called_at=long_ago, lapsed_at=long_ago)
        assert places.of(minji).line == older

        make_place(line, 1, minji)
        assert places.of(minji).line == line

    def test_one_to_be_drawn_last_of_all(self, line, minji):
        coming = make_line("2021-08-10 20:00", early_from=seoul("2021-08-08"))
        make_place(coming, None, minji, lane=Place.Lane.EARLY, receipt=b"0" * 16)
        assert places.of(minji).line == coming

        make_place(line, 1, minji)
        assert places.of(minji).line == line

    def test_none_in_a_line_that_ended(self, line, minji):
        make_place(line, 1, minji)
        Line.objects.update(ended_at=line.opens_at)

        assert places.of(minji) is None


def test_a_line_ends_when_a_newer_one_opened_and_nobody_waits_in_it(line, minji, at):
    newer = make_line("2021-08-10 20:00")
    make_place(line, 1, minji)
    at("2021-08-10 19:55")
    assert Line.objects.current() == newer
    assert list(Line.objects.serving()) == [line]
    places.end_old_lines()
    at("2021-08-10 20:00")
    places.end_old_lines()
    assert Line.objects.get(pk=line.pk).ended_at is None
    places.call(1)
    at("2021-08-10 20:10:01")
    places.lapse()
    places.end_old_lines()

    assert Line.objects.get(pk=line.pk).ended_at
    assert Line.objects.get(pk=newer.pk).ended_at is None


def test_without_an_opening_there_is_a_line_all_the_same_and_it_comes_back():
    standing_line = Line.objects.current()
    Line.objects.update(ended_at=dt.datetime(2021, 8, 9, tzinfo=dt.UTC))

    again = Line.objects.current()

    assert again == standing_line
    assert again.ended_at is None

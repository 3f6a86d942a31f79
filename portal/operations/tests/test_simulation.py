"""An opening on paper keeps the promises of a real one, to the last person."""

from dataclasses import astuple, replace
from xml.etree import ElementTree

import numpy as np
import pytest

from portal.operations.simulation import chart, polls, report
from portal.operations.simulation.area import Area
from portal.operations.simulation.line import Line
from portal.operations.simulation.opening import NEVER, Opening
from portal.operations.simulation.plan import Plan
from portal.waiting import pacing

TOWN = Plan(arrivals=3000, capacity=2, hours=3, stay_seconds=60)


@pytest.fixture(scope="module")
def town():
    return Opening(TOWN).run()


def overtaken(result):
    """Who could be called and was not while somebody with a higher number was: their places."""
    called = np.where(result.called == NEVER, result.end + 1, result.called)
    verified = result.people.verified
    return [
        mine
        for mine in range(len(called))
        if np.any((called[mine + 1 :] >= verified[mine]) & (called[mine + 1 :] < called[mine]))
    ]


@pytest.mark.parametrize(
    "plan",
    [
        TOWN,
        replace(TOWN, hours=0.5),
        replace(TOWN, early=0.5, seed=2),
        replace(TOWN, patience_minutes=5),
        replace(TOWN, target=500, most_inside=510, most_per_second=100),
        replace(TOWN, steady_seconds=300),
        replace(TOWN, arrivals=1),
    ],
    ids=["all day", "short", "early lane", "impatient", "too many inside", "steady", "one"],
)
def test_everyone_is_accounted_for_and_nobody_overtaken(plan):
    result = Opening(plan).run()

    assert sum(astuple(report.fates(result))) == plan.arrivals
    assert overtaken(result) == []
    assert result.seconds["inside"].max() <= plan.ceiling
    assert result.seconds["called"].sum() == (result.called != NEVER).sum()
    assert result.seconds["booked"].sum() == report.fates(result).booked


def test_a_line_that_jumped_would_be_noticed(town):
    called = town.called.copy()
    called[2000], called[10] = called[10], called[2000]

    assert overtaken(replace(town, called=called)) != []


def test_a_full_room_turns_people_away_and_their_call_stays_valid():
    # So late that nobody expects most of them any more.
    plan = replace(TOWN, target=100, most_inside=100, most_per_second=100, react_seconds=150)

    result = Opening(plan).run()

    assert (result.counts > result.called).any()
    assert result.seconds["inside"].max() == 100


def test_same_seed_same_opening(town):
    again, other = Opening(TOWN).run(), Opening(replace(TOWN, seed=2)).run()

    assert np.array_equal(again.entered, town.entered)
    assert np.array_equal(polls.count(again, 1), polls.count(town, 1))
    assert not np.array_equal(other.entered, town.entered)


def test_twice_the_capacity_shortens_every_wait(town):
    faster = Opening(replace(TOWN, capacity=4)).run()

    short, long = (np.percentile(report.waits(r), report.PERCENTILES) for r in (faster, town))
    assert (short < long).all()
    assert report.emptied(faster) < report.emptied(town)


def test_the_early_lane_is_called_before_everybody_else():
    result = Opening(replace(TOWN, early=0.4)).run()

    assert result.called[:1200].max() <= result.called[1200:].min()


def test_who_never_comes_holds_nobody_up():
    plan = replace(TOWN, never_come=0.8, patience_minutes=100_000, react_seconds=1, abandon=0)

    result = Opening(plan).run()

    assert np.array_equal(result.entered != NEVER, result.people.comes)


def test_a_round_that_ends_leaves_people_in_line():
    result = Opening(replace(TOWN, hours=0.2)).run()

    assert report.fates(result).waiting > 1000
    assert report.emptied(result) is None


def test_a_target_too_high_slows_the_area_and_admission_backs_off():
    result = Opening(replace(TOWN, target=600, most_inside=900, most_per_second=50)).run()

    assert result.seconds["latency"].max() > 1
    assert result.seconds["throttle"].min() < 0.5


def test_an_area_is_well_until_more_people_book_than_it_can_serve():
    calm, crowded = (Area(TOWN, np.random.default_rng(1)) for _ in range(2))
    for _ in range(60):
        calm.work(60)  # of the 120 that two bookings a second and sixty seconds allow
        crowded.work(360)

    assert calm.health.good
    assert not crowded.health.good


def test_who_verifies_late_is_called_before_later_numbers():
    line = Line(np.array([5, 1, 1, 1], np.int32))
    line.verify(1)
    assert line.call(2).tolist() == [1, 2]

    line.verify(5)
    assert line.call(9).tolist() == [0, 3]
    assert line.waiting == 0


@pytest.mark.parametrize("rate", [0, 0.5, 7, 556])
def test_pages_ask_at_the_pace_of_the_waiting_room(rate):
    ahead = np.concatenate([np.arange(200), np.array([30, 120, 600, 1800, 9e6]) * max(rate, 1)])

    paces = [polls.PACES[band] for band in polls.bands(ahead, rate)]
    assert paces == [pacing.pace(each, rate) for each in ahead]


def test_nobody_asks_after_the_call(town):
    asked = polls.count(town, 1)

    assert len(asked) == 600 + town.end + 1
    assert asked.sum() > 3000
    assert asked[600 + town.called.max() + 120 :].sum() == 0


def test_the_line_is_as_long_as_who_came_and_did_not_go(town):
    length = report.length(town)

    assert length.min() == 0
    assert 0 < length.max() < 3000
    assert length[-1] == 0


def test_the_chart_is_a_picture_that_any_reader_of_xml_can_read(town):
    picture = ElementTree.fromstring(chart.draw(town, TOWN, polls.count(town, 1)))

    space = "{http://www.w3.org/2000/svg}"
    curves = [line.get("points").split() for line in picture.iter(f"{space}polyline")]
    assert [len(curve) for curve in curves] == [chart.POINTS] * 3
    assert picture.find(f"{space}title").text == "3,000 people, 2 bookings a second"
    points = [tuple(map(float, point.split(","))) for curve in curves for point in curve]
    assert all(0 <= x <= 740 and 0 <= y <= 630 for x, y in points)

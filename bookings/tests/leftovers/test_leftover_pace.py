"""How many are told of a dose; and an afternoon on paper, by the race of 2021 and by our offers."""

import pytest
from django.core.management import call_command

from bookings.leftovers.pacing import MOST, acceptance, pace
from bookings.leftovers.simulation import simulate

HOUR = 3600


def test_while_there_is_time_each_dose_is_kept_for_one():
    assert pace(free=5, left=6 * HOUR, time=600, share=0.1) == (5, True)
    assert pace(free=5, left=HOUR, time=600, share=0.4) == (5, True)


@pytest.mark.parametrize(
    ("left", "share", "unkept", "offers"),
    [
        (HOUR, 0.2, 0, 4),  # six times two people for two doses: 0.8 to the twelfth is 0.07
        (600, 0.2, 0, 22),  # once eleven people for each
        (600, 0.2, 15, 7),  # of whom so many are told already
        (600, 0.2, 30, 0),
        (60, 0.01, 0, 2 * MOST),
    ],
)
def test_when_there_is_not_several_are_told_until_it_is_as_good_as_sure(
    left, share, unkept, offers
):
    assert pace(2, left, 600, share, unkept) == (offers, False)


def test_before_anybody_has_answered_three_of_ten_are_believed_to_accept():
    assert acceptance(0, 0) == 0.3
    assert acceptance(0, 990) == 0.003
    assert 0.49 < acceptance(500, 1000) < 0.5


def test_on_paper_less_is_wasted_than_in_2021_and_macros_get_no_more_than_their_turn():
    totals = simulate(clinics=150, hours=6)

    race, ours, with_desk = totals.values()
    assert race.doses == ours.doses == with_desk.doses
    assert with_desk.wasted <= ours.wasted < race.wasted / 3
    assert ours.by_macros < race.by_macros
    assert simulate(clinics=150, hours=6) == totals


def test_the_command_prints_a_table(capsys):
    call_command("simulate_leftovers", clinics=20, hours=[6.0, 1.0])

    table = capsys.readouterr().out.splitlines()
    assert len(table) == 7
    assert table[0].split() == [
        "usable", "rule", "doses", "given", "wasted", "wasted", "%", "macros", "%",
    ]  # fmt: skip

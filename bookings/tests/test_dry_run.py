"""What a round would mean, before it is one."""

import datetime as dt

import pytest

from bookings import dry_run
from bookings.dry_run import Gap
from bookings.models import RoundVersion
from clinics.models import Residents

from .builders import make_clinic, make_group, make_round, make_slot, seoul

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(at):
    at("2021-08-01 12:00")
    return make_round(code="fifties", born=("1962-01-01", "1971-12-31")).campaign


def terms(**more):
    """Terms that nobody saved."""
    said = {
        "opens_at": seoul("2021-08-09 20:00"), "closes_at": seoul("2021-08-10 18:00"),
        "birth_from": dt.date(1972, 1, 1), "birth_to": dt.date(2003, 12, 31),
        "birth_day_digit": None, "vaccinate_from": dt.date(2021, 8, 26),
        "vaccinate_to": dt.date(2021, 9, 30), "groups": [make_group().pk],
    }  # fmt: skip
    return RoundVersion(**{**said, **more})


@pytest.fixture
def gaon(campaign):
    """Gaon has 365 people of each age from 10 to 60, at the end of 2020."""
    district = make_clinic().district
    Residents.objects.bulk_create(
        Residents(region=district, as_of="2020-12-31", age=age, count=365) for age in range(10, 61)
    )
    return district


def test_people_are_counted_by_province_and_birth_year(gaon):
    found = dry_run.cohort(terms(birth_from=dt.date(1980, 1, 1), birth_to=dt.date(1982, 6, 30)))

    assert found == {gaon.province_id: {1980: 365, 1981: 365, 1982: 181}}


def test_a_digit_takes_in_a_tenth(gaon):
    year = {"birth_from": dt.date(1981, 1, 1), "birth_to": dt.date(1981, 12, 31)}

    by_digit = [
        dry_run.cohort(terms(**year, birth_day_digit=digit))[gaon.province_id][1981]
        for digit in range(10)
    ]

    assert by_digit == [35, 43, 36, 36, 36, 36, 36, 36, 36, 35]
    assert sum(by_digit) == 365


def test_only_the_newest_file_counts(gaon):
    Residents.objects.create(region=gaon, as_of="2019-12-31", age=40, count=9999)

    assert dry_run.cohort(terms())[gaon.province_id][1980] == 365


def test_without_a_file_nobody_is_counted(campaign):
    assert dry_run.cohort(terms()) == {}


def test_two_rounds_at_once_for_the_same_people_overlap(campaign):
    later = make_round("2021-08-09 22:00", "2021-08-12 18:00", code="later")
    make_round("2021-08-10 18:00", "2021-08-12 18:00", code="after")
    others = dry_run.others(campaign)

    assert [v.round for v in dry_run.overlaps(terms(), others)] == [later]


def test_other_digits_are_other_people(campaign):
    make_round(digit=9, code="nines")
    others = dry_run.others(campaign)

    assert dry_run.overlaps(terms(birth_day_digit=8), others) == []
    assert len(dry_run.overlaps(terms(birth_day_digit=9), others)) == 1
    born = dt.date(1980, 1, 1)
    assert dry_run.overlaps(terms(birth_from=born, birth_to=born), others) == []


def test_a_round_is_not_compared_with_itself_or_with_stopped_ones(campaign):
    round_ = campaign.rounds.get()
    stopped = make_round(code="stopped")
    stopped.stopped = True
    stopped.save()

    assert dry_run.others(campaign, round_) == []


def test_who_is_in_no_round_is_a_gap(campaign):
    others = dry_run.others(campaign)

    assert dry_run.gaps([*others, terms()]) == []
    assert dry_run.gaps([*others, terms(birth_from=dt.date(1973, 1, 1))]) == [
        Gap(dt.date(1972, 1, 1), dt.date(1972, 12, 31))
    ]
    assert dry_run.gaps([]) == []


def test_a_digit_that_is_missing_is_a_gap(campaign):
    others = dry_run.others(campaign)
    nine = [terms(birth_day_digit=digit) for digit in range(9)]

    assert dry_run.gaps([*others, *nine]) == [
        Gap(dt.date(1972, 1, 1), dt.date(2003, 12, 31), digit=9)
    ]


def test_time_in_which_nobody_could_book(campaign):
    make_round("2021-08-05 20:00", "2021-08-09 18:00", code="before")
    make_round("2021-08-10 20:00", "2021-08-11 18:00", code="after")
    campaign.rounds.filter(code="fifties").update(stopped=True)

    assert dry_run.idle(terms(), dry_run.others(campaign)) == [
        (seoul("2021-08-09 18:00"), seoul("2021-08-09 20:00")),
        (seoul("2021-08-10 18:00"), seoul("2021-08-10 20:00")),
    ]


def test_days_without_places_are_told_by_vaccine(campaign):
    az = make_group("az")
    make_slot(make_clinic(), "2021-08-26 10:00")

    assert dry_run.without_places(terms(groups=[az.pk, make_group().pk])) == [az]

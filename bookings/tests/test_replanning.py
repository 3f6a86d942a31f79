"""The interval changes, and thousands of second doses must follow it."""

import datetime as dt
import uuid

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from bookings import desk
from bookings.audit import audit
from bookings.confirmation import confirm_batch, replanning
from bookings.models import Booking, Campaign, Notification, WorkItem
from clinics.models import Interval, Slot

from .builders import give_dose, make_clinic, make_person, make_round, make_slot, seoul, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    return make_clinic()


@pytest.fixture
def firsts(gaon):
    """Six people on 26 August; their second doses are on 7 October, six weeks later."""
    make_round()
    make_slot(gaon, "2021-10-07 10:00", capacity=6)
    slot = make_slot(gaon, "2021-08-26 10:00", capacity=6)
    for n in range(6):
        desk.book(verify(make_person(f"Guest {n}")).pk, slot.pk, uuid.uuid4())
    confirm_batch()
    return Booking.objects.filter(dose=1).order_by("pk")


def rule(**days):
    Interval.objects.update(**days)


def run(**options):
    call_command("replan_second_doses", campaign="covid19", yes=True, **options)


def days():
    """How many people come how long after their first dose."""
    waits = {}
    for second in Booking.objects.filter(dose=2, status="confirmed").select_related(
        "slot__places", "first_dose__slot__places"
    ):
        wait = (second.slot.places.date - second.first_dose.slot.places.date).days
        waits[wait] = waits.get(wait, 0) + 1
    return waits


def sound():
    return [check.says for check, breaches, _examples in audit() if breaches] == []


def test_nothing_is_done_while_all_is_right(firsts, capsys):
    run()

    assert "6 second doses to come, 0 to be planned anew" in capsys.readouterr().out
    assert days() == {42: 6}


def test_a_dry_run_counts_and_shows_and_writes_nothing(gaon, firsts, capsys):
    rule(max_days=35, standard_days=28)
    make_slot(gaon, "2021-09-23 10:00", capacity=6)
    before = Notification.objects.count()

    run(dry_run=True)

    shown = capsys.readouterr().out
    assert "6 to be planned anew: 6 have a place now, 0 have none" in shown
    assert "first 2021-08-26  second 2021-10-07 → 2021-09-23" in shown
    assert (days(), Notification.objects.count()) == ({42: 6}, before)


def test_without_a_yes_nothing_is_written(gaon, firsts, monkeypatch):
    rule(max_days=35, standard_days=28)
    monkeypatch.setattr("builtins.input", lambda _question: "")

    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("replan_second_doses", campaign="covid19")

    assert days() == {42: 6}


def test_wrong_intervals_move_and_fill_one_day_after_the_other(gaon, firsts):
    rule(max_days=35, standard_days=28)
    make_slot(gaon, "2021-09-23 10:00", capacity=2)
    make_slot(gaon, "2021-09-23 11:00", capacity=1)
    make_slot(gaon, "2021-09-24 10:00", capacity=9)

    run()

    assert days() == {28: 3, 29: 3}
    assert Notification.objects.filter(template="changed").count() == 6
    assert sound()


def test_who_has_no_place_gives_the_dose_back_and_staff_look(gaon, firsts):
    rule(max_days=35, standard_days=28)
    make_slot(gaon, "2021-09-30 10:00", capacity=4)

    run()

    assert days() == {35: 4}
    assert WorkItem.objects.filter(cause="interval", resolved_at=None).count() == 2
    assert Slot.objects.get(starts_at=seoul("2021-10-07 10:00")).taken == 0
    assert Notification.objects.filter(template="second_waits").count() == 2
    assert sound()


def test_an_allowed_interval_moves_only_when_asked(gaon, firsts):
    rule(standard_days=28)
    make_slot(gaon, "2021-09-23 10:00", capacity=6)
    run()
    assert days() == {42: 6}

    run(to_standard=True)

    assert days() == {28: 6}


def test_nobody_moves_to_a_day_that_is_further_from_the_standard(gaon, firsts):
    rule(standard_days=40)
    make_slot(gaon, "2021-10-12 10:00", capacity=6)

    run(to_standard=True)

    assert days() == {42: 6}


def test_stopped_in_the_middle_it_goes_on_where_it_was(gaon, firsts):
    rule(max_days=35, standard_days=28)
    make_slot(gaon, "2021-09-23 10:00", capacity=6)
    batches = replanning.replan(Campaign.objects.get(), batch=2)
    assert next(batches).moved == 2
    batches.close()
    assert days() == {42: 4, 28: 2}

    run(batch=2)

    assert days() == {28: 6}
    assert Notification.objects.filter(template="changed").count() == 6


def test_days_count_from_when_the_first_dose_was_given(at, gaon, firsts):
    """Jun came a day late, so his second dose may be a day later too."""
    rule(max_days=41, standard_days=41)
    at("2021-08-27 10:00")
    give_dose(firsts[0], staff=None)

    assert replanning.preview(Campaign.objects.get()).wrong == 5


def test_a_visit_that_is_over_stays(at, gaon, firsts):
    rule(max_days=35, standard_days=28)
    at("2021-10-07 10:01")

    assert replanning.preview(Campaign.objects.get()).wrong == 0


def test_an_unknown_campaign_is_named(db):
    with pytest.raises(CommandError, match="no campaign nowhere"):
        call_command("replan_second_doses", campaign="nowhere")


def test_each_first_dose_has_the_interval_of_its_own_day(gaon, firsts):
    Interval.objects.create(
        vaccine=Interval.objects.get().vaccine,
        effective_from=dt.date(2021, 9, 1),
        min_days=21,
        standard_days=28,
        max_days=35,
    )

    assert replanning.preview(Campaign.objects.get()).wrong == 0

"""Seo proposes another interval between doses; Bae sees whom it would move, and decides."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bookings.models import IntervalProposal
from bookings.tests.builders import (
    make_booking,
    make_clinic,
    make_group,
    make_person,
    make_round,
    make_slot,
    make_staff,
)
from bookings.tests.supply import second_of
from clinics.models import Interval, Vaccine
from portal.operations.models import OperatorAct

pytestmark = pytest.mark.django_db

NEW = reverse("operations-new-interval")


@pytest.fixture(autouse=True)
def morning(at, seo):
    """Doses are 21 to 49 days apart, as a rule 42."""
    at("2021-08-09 20:00")


@pytest.fixture
def mrna():
    campaign = make_round().campaign
    vaccine = make_group().planned_as
    campaign.vaccines.add(vaccine)
    return vaccine


def propose(client, vaccine, **more):
    answers = {
        "vaccine": vaccine.pk, "effective_from": "2021-08-16", "min_days": 21,
        "standard_days": 28, "max_days": 35, "reason": "As announced", **more,
    }  # fmt: skip
    return client.post(NEW, answers)


def decide(client, verb, finding=""):
    proposal = IntervalProposal.objects.latest("pk")
    client.post(proposal.get_absolute_url(), {"verb": verb, "finding": finding})
    proposal.refresh_from_db()
    return proposal


def days():
    return list(
        Interval.objects.values_list("effective_from", "min_days", "standard_days", "max_days")
    )


BEFORE = (dt.date(2021, 1, 1), 21, 42, 49)
AFTER = (dt.date(2021, 8, 16), 21, 28, 35)


def test_bae_approves_and_it_is_in_force(client, other_client, mrna):
    r = propose(client, mrna)
    proposal = IntervalProposal.objects.get()
    assert (r.url, days()) == (proposal.get_absolute_url(), [BEFORE])

    decide(other_client, "approve")

    assert days() == [BEFORE, AFTER]
    made = Interval.objects.last()
    assert (made.made_by.username, made.approved_by.username) == ("seo", "bae")
    act = OperatorAct.objects.get(act="approve")
    assert (act.before["standard_days"], act.after["standard_days"]) == (42, 28)


def test_not_by_herself(client, mrna):
    propose(client, mrna)

    assert decide(client, "approve").state == "open"
    assert days() == [BEFORE]


def test_the_database_lets_nobody_set_one_alone(mrna, seo):
    with pytest.raises(IntegrityError, match="interval_approved"), transaction.atomic():
        Interval.objects.update(made_by=seo)
    with pytest.raises(IntegrityError, match="interval_approved"), transaction.atomic():
        Interval.objects.update(made_by=seo, approved_by=seo)


def test_in_an_emergency_alone_and_reviewed(client, mrna):
    propose(client, mrna)

    decide(client, "act_at_once", "The ministry's order of tonight")

    assert days() == [BEFORE, AFTER]
    assert OperatorAct.objects.to_review().get().act == "terms"


def test_the_dry_run_says_which_second_doses_would_be_wrong(client, mrna):
    gaon = make_clinic()
    minji = make_booking(make_person("Minji"), make_slot(gaon, "2021-08-27 10:00"))
    second = second_of(minji, make_slot(gaon, "2021-10-08 10:00"))
    make_slot(gaon, "2021-09-24 10:00")
    propose(client, mrna)

    address = IntervalProposal.objects.get().get_absolute_url()
    assert "at a wrong interval" not in (first := client.get(address).text)
    assert 'hx-get="?dry-run"' in first
    text = client.get(f"{address}?dry-run").text

    assert "1 at a wrong interval: 1 would move, 0 have no place" in text
    assert f"{second.reference}: 2021-08-27, 2021-10-08 → 2021-09-24" in text
    assert days() == [BEFORE]


def test_one_that_changed_meanwhile_is_not_overwritten(client, other_client, mrna):
    propose(client, mrna)
    mrna.intervals.create(effective_from="2021-08-10", min_days=21, standard_days=35, max_days=42)

    assert decide(other_client, "approve").state == "open"


def test_one_from_the_same_day_is_replaced(client, other_client, mrna):
    propose(client, mrna, effective_from="2021-01-01")

    decide(other_client, "approve")

    assert days() == [(dt.date(2021, 1, 1), 21, 28, 35)]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"standard_days": 20}, "Minimum, standard and maximum must rise."),
        ({"standard_days": 42, "max_days": 49}, "It is like this already."),
        ({"reason": ""}, "This field is required."),
    ],
)
def test_bad_answers_propose_nothing(client, mrna, more, says):
    assert says in propose(client, mrna, **more).text
    assert not IntervalProposal.objects.exists()


def test_the_admin_only_shows_them(client, mrna):
    client.force_login(make_staff("root", "Operations"))
    page = reverse("admin:clinics_vaccine_change", args=[mrna.pk])

    assert 'name="intervals-0-standard_days"' not in client.get(page).text
    assert Vaccine.objects.get().intervals.count() == 1


def test_its_pages_are_few_questions(client, mrna, django_assert_max_num_queries):
    propose(client, mrna)

    # The page of a proposal tries it: a savepoint begins and undoes that, only in tests.
    savepoint = 3
    for address in (NEW, IntervalProposal.objects.get().get_absolute_url()):
        with django_assert_max_num_queries(12 + savepoint):
            client.get(address)

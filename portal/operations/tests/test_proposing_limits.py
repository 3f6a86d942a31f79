"""Seo proposes how much citizens may do by themselves; Bae sees whom it would stop, and decides."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from bookings import desk
from bookings.models import LimitProposal, Maker
from bookings.models.bookings import signature
from bookings.models.limits import limit
from bookings.refusals import Refused, TooLate
from bookings.tests.builders import make_booking, make_clinic, make_person, make_slot
from portal.operations.models import OperatorAct

pytestmark = pytest.mark.django_db

NEW, LIST = reverse("operations-new-limits"), reverse("operations-proposals")
BEGUN = {"cancel_until_days": 2, "proxied_bookings": 4, "changes_a_day": 5}


@pytest.fixture(autouse=True)
def morning(at, seo):
    at("2021-08-09 20:00")


def propose(client, **more):
    answers = {**BEGUN, "effective_from": "2021-08-09", "reason": "As announced", **more}
    return client.post(NEW, answers)


def decide(client, verb, finding=""):
    proposal = LimitProposal.objects.latest("pk")
    client.post(proposal.get_absolute_url(), {"verb": verb, "finding": finding})
    proposal.refresh_from_db()
    return proposal


def in_force(day=None):
    return LimitProposal.objects.in_force(day)


def move(booking, slot):
    return desk.change(booking, slot.pk, uuid.uuid4())


def test_bae_approves_and_it_is_in_force(client, other_client):
    r = propose(client, changes_a_day=3)
    proposal = LimitProposal.objects.get()
    assert (r.url, in_force()) == (proposal.get_absolute_url(), BEGUN)

    decide(other_client, "approve")

    assert in_force() == {**BEGUN, "changes_a_day": 3}
    act = OperatorAct.objects.get(act="approve")
    assert (act.operator.username, act.before["changes_a_day"], act.after["changes_a_day"]) == (
        "bae", 5, 3,
    )  # fmt: skip


def test_it_holds_from_its_day_on_by_the_database_s_clock(client, other_client, at):
    propose(client, effective_from="2021-08-11", proxied_bookings=9)
    decide(other_client, "approve")
    propose(client, effective_from="2021-08-10", proxied_bookings=6)
    decide(other_client, "approve")

    assert [in_force(dt.date(2021, 8, day))["proxied_bookings"] for day in (9, 10, 11, 12)] == [
        4, 6, 9, 9,
    ]  # fmt: skip
    at("2021-08-10 23:59:59")
    assert limit("proxied_bookings") == 6
    at("2021-08-11 00:00")
    assert limit("proxied_bookings") == 9


def test_the_desk_goes_by_it(client, other_client, at):
    gaon = make_clinic()
    slots = [make_slot(gaon, f"2021-08-{day} 10:00") for day in (27, 28, 29)]
    minji = make_booking(make_person("Minji"), slots[0])
    propose(client, changes_a_day=1, cancel_until_days=5)
    decide(other_client, "approve")

    move(minji, slots[1])
    with pytest.raises(Refused, match="1 times"):
        move(minji, slots[2])

    at("2021-08-24 09:00")
    minji.refresh_from_db()
    with pytest.raises(TooLate, match="23 August 2021"):
        desk.cancel(minji)
    with pytest.raises(TooLate):
        move(minji, slots[2])
    at("2021-08-23 23:59")
    desk.cancel(minji)


def test_not_by_herself(client):
    propose(client, changes_a_day=50)

    assert decide(client, "approve").state == "open"
    assert in_force() == BEGUN


def test_in_an_emergency_alone_and_reviewed(client):
    propose(client, changes_a_day=1)

    decide(client, "act_at_once", "Text messages cost a fortune since noon")

    assert in_force()["changes_a_day"] == 1
    assert OperatorAct.objects.to_review().get().act == "terms"


def test_one_that_changed_meanwhile_is_not_overwritten(client, other_client):
    propose(client, changes_a_day=3)
    first = LimitProposal.objects.get()
    propose(client, proxied_bookings=2)
    decide(other_client, "approve")

    r = other_client.post(first.get_absolute_url(), {"verb": "approve", "finding": ""})

    assert "Other terms are in force by now" in r.text
    assert in_force() == {**BEGUN, "proxied_bookings": 2}


def test_the_dry_run_says_whom_it_would_stop(client, seo):
    gaon = make_clinic()
    minji, jun = (make_booking(make_person(name), make_slot(gaon, f"2021-08-1{day} 10:00"))
                  for name, day in (("Minji", 0), ("Jun", 3)))  # fmt: skip
    for booking in (minji, jun):
        Maker.objects.create(booking=booking, proxy=minji.person, relationship="child")
    type(jun).objects.filter(pk=jun.pk).update(
        slot=make_slot(gaon, "2021-08-13 11:00"), **signature(channel="web")
    )
    propose(client, cancel_until_days=5, proxied_bookings=2, changes_a_day=1)

    text = client.get(LimitProposal.objects.get().get_absolute_url()).text

    assert "Appointments too near to be cancelled or moved online: 1 → 2" in text
    assert "People who can book for nobody else now: 0 → 1" in text
    assert "Bookings that cannot be moved again within a day: 0 → 1" in text
    assert in_force() == BEGUN


def test_every_change_stays_with_who_and_when(client, other_client, bae):
    propose(client, changes_a_day=3)
    proposal = decide(other_client, "approve")
    propose(client, changes_a_day=4)
    decide(other_client, "refuse", "Three are enough")

    page = client.get(LIST).text

    assert "2, 4, 3, seo (approved: bae, 2021-08-09 20:00)" in page
    assert "2, 4, 4, seo (refused: bae, 2021-08-09 20:00)" in page
    for change in ({"changes_a_day": 9}, {"effective_from": "2021-01-01"}, {"state": "withdrawn"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            LimitProposal.objects.filter(pk=proposal.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        proposal.delete()


def test_the_database_lets_nobody_approve_their_own(client, seo):
    propose(client, changes_a_day=3)
    with pytest.raises(IntegrityError, match="limits_decided_by_a_second"), transaction.atomic():
        LimitProposal.objects.update(state="approved", decided_by=seo)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({}, "It is like this already."),
        ({"cancel_until_days": 31}, "At most 30 days before a visit."),
        ({"changes_a_day": -1}, "greater than or equal to 0"),
        ({"changes_a_day": 3, "reason": ""}, "This field is required."),
    ],
)
def test_bad_answers_propose_nothing(client, more, says):
    assert says in propose(client, **more).text
    assert not LimitProposal.objects.exists()

"""Operator Seo proposes the terms of a round; Bae looks at what they would do and decides."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from bookings import rounds
from bookings.models import Round, RoundProposal, RoundVersion
from bookings.tests.builders import make_group, make_round, make_staff
from clinics.models import Residents
from clinics.tests.builders import make_district
from portal.operations.models import OperatorAct

pytestmark = pytest.mark.django_db

NEW, LIST = reverse("operations-new-round"), reverse("operations-proposals")


@pytest.fixture(autouse=True)
def morning(at, seo):
    at("2021-08-01 09:00")


@pytest.fixture
def nines():
    return make_round(digit=9, code="nines")


def answers(campaign, **more):
    return {
        "campaign": campaign.pk, "code": "eights", "name_ko": "8일생", "name_en": "Eights",
        "proxies": "on", "opens_at": "2021-08-10T20:00", "closes_at": "2021-08-11T18:00",
        "birth_from": "1972-01-01", "birth_to": "2003-12-31", "birth_day_digit": "8",
        "vaccinate_from": "2021-08-26", "vaccinate_to": "2021-09-30",
        "groups": [make_group().pk], "reason": "As announced", **more,
    }  # fmt: skip


def propose(client, campaign, **more):
    client.post(NEW, answers(campaign, **more))
    return RoundProposal.objects.latest("pk")


def page(proposal):
    return reverse("operations-proposal", args=[proposal.pk])


def decide(client, proposal, verb, finding=""):
    r = client.post(page(proposal), {"verb": verb, "finding": finding}, follow=True)
    proposal.refresh_from_db()
    return r


def test_nobody_books_by_a_proposal(client, nines):
    r = client.post(NEW, answers(nines.campaign))

    proposal = RoundProposal.objects.get()
    assert r.url == page(proposal)
    assert (proposal.state, proposal.round, proposal.made_by.username) == ("open", None, "seo")
    assert list(Round.objects.all()) == [nines]


def test_bae_approves_and_it_is_in_force(client, other_client, nines):
    proposal = propose(client, nines.campaign)

    decide(other_client, proposal, "approve", "Right")

    eights = Round.objects.get(code="eights")
    version = eights.current
    assert (proposal.state, proposal.round, proposal.version) == ("approved", eights, version)
    assert (version.made_by.username, version.approved_by.username) == ("seo", "bae")
    assert (version.number, version.birth_day_digit, version.emergency) == (1, 8, False)
    acts = OperatorAct.objects.order_by("pk").values_list("operator__username", "act")
    assert list(acts) == [("seo", "propose"), ("bae", "approve")]


def test_seo_cannot_approve_or_refuse_her_own(client, nines):
    proposal = propose(client, nines.campaign)
    assert 'value="approve"' not in client.get(page(proposal)).text

    for verb in ("approve", "refuse"):
        r = decide(client, proposal, verb, "I am sure")
        assert "Another person has to decide this." in r.text
    assert (proposal.state, Round.objects.count()) == ("open", 1)


def test_the_database_lets_nobody_make_terms_alone(nines):
    seo, bae = make_staff("seo2", "Operations"), make_staff("bae2", "Operations")
    terms = {term: getattr(nines.current, term) for term in rounds.TERMS}
    terms["closes_at"] += dt.timedelta(hours=1)

    for approver in (None, seo):
        with pytest.raises(IntegrityError, match="approved_by_a_second"), transaction.atomic():
            rounds.revise(nines, seo, approver, **terms)
    rounds.revise(nines, seo, bae, **terms)
    assert nines.versions.count() == 2


def test_other_terms_for_a_round(client, other_client, nines):
    form = reverse("operations-propose", args=[nines.pk])
    assert 'value="2021-08-10T18:00"' in client.get(form).text
    client.post(form, answers(nines.campaign, birth_day_digit="9", closes_at="2021-08-12T18:00"))
    proposal = RoundProposal.objects.get()
    assert (proposal.round, proposal.code, proposal.based_on) == (nines, "nines", nines.current)

    decide(other_client, proposal, "approve")

    old, new = nines.versions.order_by("number")
    nines.refresh_from_db()
    assert (nines.current, nines.name_en) == (new, "Eights")
    assert old.closes_at < new.closes_at
    told = OperatorAct.objects.get(act="approve")
    assert told.before["closes_at"] == "2021-08-10T09:00:00+00:00"
    assert told.after["closes_at"] == "2021-08-12T09:00:00+00:00"


def test_terms_that_changed_meanwhile_are_not_overwritten(client, other_client, nines):
    form = reverse("operations-propose", args=[nines.pk])
    client.post(form, answers(nines.campaign))
    proposal = RoundProposal.objects.get()
    seo = proposal.made_by
    rounds.extend(nines, nines.current.closes_at + dt.timedelta(hours=1), seo)

    r = decide(other_client, proposal, "approve")

    assert "Other terms are in force by now" in r.text
    assert (proposal.state, nines.versions.count()) == ("open", 2)


def test_in_an_emergency_seo_acts_alone_and_bae_reviews(client, other_client, bae, nines):
    proposal = propose(client, nines.campaign)
    assert "Please say why." in decide(client, proposal, "act_at_once").text
    assert proposal.state == "open"

    decide(client, proposal, "act_at_once", "The minister announced it for tonight")

    act = OperatorAct.objects.to_review().get()
    assert (proposal.state, act.act) == ("at_once", "terms")
    assert Round.objects.get(code="eights").current.emergency
    other_client.post(reverse("operations-review", args=[act.pk]), {"finding": "Right"})
    act.refresh_from_db()
    assert act.reviewed_by == bae


def test_bae_refuses_with_a_reason(client, other_client, nines):
    proposal = propose(client, nines.campaign)
    assert "Please say why." in decide(other_client, proposal, "refuse").text

    decide(other_client, proposal, "refuse", "The eighth is a Sunday")

    assert (proposal.state, proposal.finding) == ("refused", "The eighth is a Sunday")
    assert "This was decided before." in decide(other_client, proposal, "approve").text
    assert Round.objects.count() == 1


def test_seo_withdraws(client, nines):
    proposal = propose(client, nines.campaign)

    decide(client, proposal, "withdraw")

    assert proposal.state == "withdrawn"
    assert 'name="verb"' not in client.get(page(proposal)).text


def test_what_was_proposed_and_decided_stays(client, nines):
    proposal = propose(client, nines.campaign)

    for forged in (
        {"birth_day_digit": 7},
        {"reason": "Other"},
        {"made_by": make_staff("x", "Operations")},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            RoundProposal.objects.filter(pk=proposal.pk).update(**forged)
    with pytest.raises(DatabaseError), transaction.atomic():
        proposal.delete()
    decide(client, proposal, "withdraw")
    with pytest.raises(DatabaseError), transaction.atomic():
        RoundProposal.objects.filter(pk=proposal.pk).update(state="open", decided_by=None)


def test_the_page_shows_the_dry_run_in_both_languages(client, nines):
    make_round("2021-08-10 20:00", "2021-08-11 18:00", code="all")
    proposal = propose(client, nines.campaign)

    text = client.get(page(proposal)).text

    assert "Some people could book in all at the same time" in text
    assert "No places of mrna are opened on these days yet." in text
    assert "It is not your turn yet. You can book from" in text
    for words in ("8일생", "Eights", 'lang="ko"', 'lang="en"'):
        assert words in text


def test_what_is_in_force_already_is_not_proposed(client, nines):
    form = reverse("operations-propose", args=[nines.pk])
    same = {"name_ko": "nines", "name_en": "nines", "birth_day_digit": "9"}
    same |= {"opens_at": "2021-08-09T20:00", "closes_at": "2021-08-10T18:00"}

    r = client.post(form, answers(nines.campaign, **same))

    assert "It is like this already." in r.text


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"closes_at": "2021-08-10T19:00"}, "A round opens before it closes."),
        ({"birth_to": "1971-01-01"}, "The earlier birth date comes first."),
        ({"vaccinate_to": "2021-08-01"}, "The earlier vaccination date comes first."),
        ({"birth_day_digit": "12"}, "One digit, 0 to 9."),
        ({"reason": ""}, "This field is required."),
        ({"groups": []}, "This field is required."),
        ({"code": "nines"}, "There is a round with this code."),
    ],
)
def test_bad_answers_propose_nothing(client, nines, more, says):
    r = client.post(NEW, answers(nines.campaign, **more))

    assert says in r.text
    assert not RoundProposal.objects.exists()


def test_the_list_names_what_waits(client, nines):
    assert "Nothing was proposed so far." in client.get(LIST).text
    propose(client, nines.campaign)

    assert "To be approved by a second person" in client.get(LIST).text


@pytest.mark.parametrize("role", ["Clinic staff", "Ministry analysts", "Supply managers"])
def test_other_roles_may_not(client, nines, role):
    proposal = propose(client, nines.campaign)
    client.force_login(make_staff("kim", role))

    for address in (NEW, LIST, page(proposal), reverse("operations-propose", args=[nines.pk])):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code in (403, 405)


def test_its_pages_are_few_questions(client, nines, django_assert_max_num_queries):
    """However many are proposed, vaccine groups they name, and provinces in which people live."""
    Residents.objects.create(region=make_district(), as_of="2020-12-31", age=40, count=100)
    groups = [make_group(code).pk for code in ("mrna", "vector", "protein")]
    propose(client, nines.campaign, code="sevens")
    terms = {"groups": groups, "birth_day_digit": "7"}
    other = reverse("operations-propose", args=[nines.pk])
    client.post(other, answers(nines.campaign, **terms))
    proposal = RoundProposal.objects.latest("pk")
    assert proposal.based_on == nines.current

    for address in (NEW, LIST, page(proposal), other):
        with django_assert_max_num_queries(12):
            client.get(address)
    assert RoundVersion.objects.count() == 1

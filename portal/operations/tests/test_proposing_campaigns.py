"""Seo proposes what else a campaign shall say; Bae sees what that would do, and decides."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from accounts.refusals import Refused
from accounts.signing import signed
from accounts.tests.builders import make_root
from bookings import proposing
from bookings.models import Campaign, CampaignChange, CampaignProposal, LeftoverTerms
from bookings.models.campaign_proposals import in_force, told
from bookings.tests.builders import make_staff
from bookings.tests.leftovers import make_terms, vaccine
from portal.operations.models import OperatorAct

from .campaigns import BEGUN, new, propose

pytestmark = pytest.mark.django_db

LIST, ROUNDS = reverse("operations-proposals"), reverse("operations-rounds")
NO_TERMS = dict.fromkeys(("offer_time", "come_within", "close_before", "missed_days"), "")


def decide(client, verb, finding=""):
    proposal = CampaignProposal.objects.latest("pk")
    r = client.post(proposal.get_absolute_url(), {"verb": verb, "finding": finding}, follow=True)
    proposal.refresh_from_db()
    return proposal, r.text


def says(campaign):
    return told(in_force(campaign.pk))


def newest(number):
    """Of the campaign's history: what changed, who proposed it, and who approved it."""
    return [
        (
            change.kind,
            change.staff and change.staff.username,
            change.approved_by and change.approved_by.username,
            change.emergency,
            change.differences(),
        )
        for change in CampaignChange.objects.all()[:number]
    ]


def test_bae_approves_and_it_is_in_force(client, other_client, campaign):
    wanted = {"name_en": "COVID", "follow_up_days": 7, "offer_time": "00:05:00"}
    assert 'value="00:10:00"' in client.get(new(campaign)).text

    r = propose(client, campaign, **wanted)

    proposal = CampaignProposal.objects.get()
    assert (r.url, says(campaign)) == (proposal.get_absolute_url(), BEGUN)
    proposal, _ = decide(other_client, "approve")
    assert (proposal.state, says(campaign)) == ("approved", {**BEGUN, **wanted})
    act = OperatorAct.objects.get(act="approve")
    assert act.operator.username == "bae"
    assert [act.before["offer_time"], act.after["offer_time"]] == ["00:10:00", "00:05:00"]


def test_the_history_names_both(client, other_client, campaign):
    propose(client, campaign, follow_up_days=7, offer_time="00:05:00")
    before = CampaignChange.objects.count()
    decide(other_client, "approve")

    assert newest(CampaignChange.objects.count() - before) == [
        ("leftovers", "seo", "bae", False, [("offer_time", "00:10:00", "00:05:00")]),
        ("campaign", "seo", "bae", False, [("follow_up_days", 14, 7)]),
    ]
    page = client.get(reverse("admin:bookings_campaign_change", args=[campaign.pk])).text
    assert "time to answer an offer: 00:10:00 → 00:05:00" in page
    assert "bae" in page


def test_not_by_herself(client, campaign):
    propose(client, campaign, follow_up_days=7)
    page = client.get(CampaignProposal.objects.get().get_absolute_url()).text
    assert 'value="approve"' not in page

    for verb in ("approve", "refuse"):
        proposal, text = decide(client, verb, "I am sure")
        assert "Another person has to decide this." in text
    assert (proposal.state, says(campaign)) == ("open", BEGUN)


def test_in_an_emergency_alone_and_reviewed(client, other_client, bae, campaign):
    propose(client, campaign, come_within="01:00:00")
    assert "Please say why." in decide(client, "act_at_once")[1]
    assert says(campaign) == BEGUN

    decide(client, "act_at_once", "Clinics close at three today")

    assert says(campaign)["come_within"] == "01:00:00"
    assert newest(1)[0][:4] == ("leftovers", "seo", None, True)
    act = OperatorAct.objects.to_review().get()
    assert act.act == "terms"
    other_client.post(reverse("operations-review", args=[act.pk]), {"finding": "Right"})
    act.refresh_from_db()
    assert act.reviewed_by == bae


def test_bae_refuses_and_seo_withdraws(client, other_client, campaign):
    propose(client, campaign, follow_up_days=7)
    assert decide(other_client, "refuse", "Too few")[0].state == "refused"
    propose(client, campaign, follow_up_days=8)
    assert decide(client, "withdraw")[0].state == "withdrawn"

    assert "This was decided before." in decide(other_client, "approve")[1]
    assert says(campaign) == BEGUN


@pytest.mark.parametrize("meanwhile", ["name_en", "missed_days"])
def test_what_changed_meanwhile_is_not_overwritten(client, other_client, campaign, meanwhile):
    propose(client, campaign, follow_up_days=7)
    if meanwhile == "name_en":
        Campaign.objects.update(name_en="Other")
    else:
        LeftoverTerms.objects.update(missed_days=3)

    proposal, text = decide(other_client, "approve")

    assert "Other terms are in force by now" in text
    assert (proposal.state, says(campaign)["follow_up_days"]) == ("open", 14)


def test_the_database_lets_nobody_change_one_alone(campaign, seo, bae):
    for how in ({}, {"approved_by": seo}):
        for change in (
            lambda: Campaign.objects.update(follow_up_days=7),
            lambda: LeftoverTerms.objects.update(missed_days=7),
            LeftoverTerms.objects.all().delete,
        ):
            with pytest.raises(IntegrityError, match="has to approve"), signed(seo, **how):
                change()
    assert says(campaign) == BEGUN
    with signed(seo, approved_by=bae):
        LeftoverTerms.objects.update(missed_days=7)
    assert newest(1)[0][1:3] == ("seo", "bae")


def test_the_database_lets_nobody_delete_one_alone(seo):
    flu = Campaign.objects.create(code="flu", name_ko="독감", name_en="Flu")
    with pytest.raises(IntegrityError, match="has to approve"), signed(seo):
        Campaign.objects.filter(pk=flu.pk).delete()
    assert Campaign.objects.filter(pk=flu.pk).exists()


def test_what_was_proposed_and_decided_stays(client, campaign, seo):
    propose(client, campaign, follow_up_days=7)
    for change in ({"follow_up_days": 9}, {"state": "approved", "decided_by": seo}):
        with pytest.raises(DatabaseError), transaction.atomic():
            CampaignProposal.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        CampaignProposal.objects.get().delete()


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({}, "It is like this already."),
        ({"name_ko": ""}, "This field is required."),
        ({"reason": "", "follow_up_days": 7}, "This field is required."),
        ({"follow_up_days": 366}, "At most 365 days."),
        ({"missed_days": 366}, "At most 365 days."),
        ({"follow_up_days": -1}, "greater than or equal to 0"),
        ({"offer_time": "soon"}, "Enter a valid duration."),
        ({"offer_time": "00:00:00"}, "Times must be longer than nothing."),
        ({"come_within": "24:00:00"}, "Leftover doses are of one day"),
        ({"offer_time": ""}, "This field is required."),
        (NO_TERMS, "This field is required."),
    ],
)
def test_bad_answers_propose_nothing(client, campaign, more, error):
    assert error in propose(client, campaign, **more).text
    assert not CampaignProposal.objects.exists()


def test_a_campaign_begins_to_give_leftover_doses(client, other_client, campaign):
    flu = Campaign.objects.create(code="flu", name_ko="독감", name_en="Flu")
    flu.vaccines.add(vaccine())
    assert "It gives none" in client.get(new(flu)).text
    propose(client, flu, name_ko="독감", name_en="Flu")

    proposal, text = decide(other_client, "approve")

    assert "would go by these terms and no longer by those of COVID-19" in text
    assert proposal.state == "approved"
    assert flu.leftover_terms.offer_time == dt.timedelta(minutes=10)
    assert newest(1)[0][:3] == ("leftovers", "seo", "bae")


def test_terms_are_all_there_or_none_and_stay(client, seo, campaign):
    flu = Campaign.objects.create(code="flu", name_ko="독감", name_en="Flu")
    half = {**NO_TERMS, "offer_time": "00:05:00"}
    assert "Fill in all four terms of leftover doses" in propose(client, flu, **half).text

    bare = CampaignProposal(campaign=campaign, follow_up_days=7, reason="x")
    with pytest.raises(Refused, match="keeps their terms"):
        proposing.propose(seo, bare)
    assert not CampaignProposal.objects.exists()


def test_names_change_without_terms(client, other_client, campaign):
    flu = Campaign.objects.create(code="flu", name_ko="독감", name_en="Flu")
    propose(client, flu, **NO_TERMS, name_ko="독감", name_en="Influenza")

    _, text = decide(other_client, "approve")

    assert "only what it is called" in text
    assert str(Campaign.objects.get(code="flu").name_en) == "Influenza"
    assert not LeftoverTerms.objects.filter(campaign=flu).exists()


def test_the_lists_name_it(client, campaign):
    assert new(campaign) in client.get(ROUNDS).text
    propose(client, campaign, follow_up_days=7)

    text = client.get(LIST).text

    assert "To be approved by a second person" in text
    assert text.count(CampaignProposal.objects.get().get_absolute_url()) == 2


@pytest.mark.parametrize("role", ["Clinic staff", "Ministry analysts", "Supply managers"])
def test_other_roles_may_not(client, campaign, role):
    propose(client, campaign, follow_up_days=7)
    client.force_login(make_staff("kim", role))

    for address in (new(campaign), CampaignProposal.objects.get().get_absolute_url()):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403


def test_the_admin_only_shows_it_and_says_where_to_propose(client, campaign):
    page = reverse("admin:bookings_campaign_change", args=[campaign.pk])
    sent = {"name_en": "Mine", "follow_up_days": 1, "leftover_terms-0-missed_days": 1}

    text = client.get(page).text
    assert new(campaign) in text
    assert 'name="name_en"' not in text
    assert client.post(page, sent).status_code == 403

    client.force_login(make_root())
    text = client.get(page).text
    assert 'name="name_en"' not in text
    assert 'name="leftover_terms-0-missed_days"' not in text
    formsets = {"changes-TOTAL_FORMS": 0, "changes-INITIAL_FORMS": 0}
    formsets |= {"leftover_terms-TOTAL_FORMS": 1, "leftover_terms-INITIAL_FORMS": 1}
    settled = {"code": "covid", "vaccines": [vaccine().pk]}
    assert client.post(page, sent | settled | formsets).status_code == 302
    assert says(campaign) == BEGUN
    assert Campaign.objects.get().code == "covid"


def test_its_pages_are_few_questions(client, campaign, django_assert_max_num_queries):
    other = make_terms().campaign
    for code in ("flu", "mpox"):
        other = Campaign.objects.create(code=code, name_ko=code, name_en=code)
        other.vaccines.add(vaccine())
    everything = {"name_en": "C", "follow_up_days": 7, "offer_time": "00:05:00", "missed_days": 7}
    propose(client, campaign, **everything)

    pages = (LIST, ROUNDS, new(campaign), CampaignProposal.objects.get().get_absolute_url())
    for address in pages:
        with django_assert_max_num_queries(12, info=address):
            client.get(address)

"""Operators Seo and Bae change a campaign; who changed what and when stays, whoever would rather it
did not."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.tests.builders import make_root
from bookings import proposing
from bookings.models import Campaign, CampaignChange, CampaignProposal, LeftoverTerms
from bookings.models.campaign_proposals import in_force

from .builders import make_group, make_staff
from .leftovers import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(at):
    at("2021-08-09 20:00")
    return make_terms().campaign


@pytest.fixture
def seo(client, campaign):
    seo = make_staff("seo", "Operations")
    client.force_login(seo)
    return seo


def page(campaign):
    return reverse("admin:bookings_campaign_change", args=[campaign.pk])


def save(client, campaign, **more):
    """A superuser's form as it came, with other answers here and there."""
    answers = {
        "code": "covid19",
        "vaccines": [vaccine.pk for vaccine in campaign.vaccines.all()],
        "leftover_terms-TOTAL_FORMS": 1, "leftover_terms-INITIAL_FORMS": 1,
        "changes-TOTAL_FORMS": 0, "changes-INITIAL_FORMS": 0,
        **more,
    }  # fmt: skip
    r = client.post(page(campaign), answers)
    assert r.status_code == 302, r.context["errors"]


def newest(number):
    return [
        (change.kind, change.staff and change.staff.username, change.differences())
        for change in CampaignChange.objects.all()[:number]
    ]


def test_who_changed_what_and_when_stands_on_its_page(client, seo, campaign, at):
    at("2021-08-09 20:10")
    wanted = {**in_force(campaign.pk), "follow_up_days": 7, "offer_time": timedelta(minutes=5)}
    proposal = CampaignProposal(campaign=campaign, reason="As announced", **wanted)
    proposing.propose(seo, proposal)
    proposing.approve(make_staff("bae", "Operations"), proposal)

    assert newest(2) == [
        ("leftovers", "seo", [("offer_time", "00:10:00", "00:05:00")]),
        ("campaign", "seo", [("follow_up_days", 14, 7)]),
    ]
    text = client.get(page(campaign)).content.decode()
    assert "days to call whoever missed: 14 → 7" in text
    assert "time to answer an offer: 00:10:00 → 00:05:00" in text
    assert "bae" in text
    assert "09 August 2021, 20:10" in text or "9 August 2021, 20:10" in text


def test_what_is_saved_as_it_was_is_no_change(client, campaign):
    client.force_login(make_root())
    before = CampaignChange.objects.count()

    save(client, campaign)

    assert CampaignChange.objects.count() == before


def test_a_superusers_vaccine_is_remembered_too(client, campaign):
    client.force_login(make_root())
    vaccine = make_group("az").planned_as
    old = campaign.vaccines.get()

    save(client, campaign, vaccines=[vaccine.pk])

    assert newest(2) == [
        ("vaccines", "root", [("vaccine_id", None, vaccine.pk)]),
        ("vaccines", "root", [("vaccine_id", old.pk, None)]),
    ]
    assert f"vaccine: – → {vaccine}" in client.get(page(campaign)).content.decode()


def test_past_the_admin_it_is_remembered_without_a_name(campaign):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bookings_leftoverterms SET missed_days = 0")
    LeftoverTerms.objects.all().delete()
    Campaign.objects.update(follow_up_days=14)  # as it is

    [gone, missed] = newest(2)
    assert missed == ("leftovers", None, [("missed_days", 14, 0)])
    assert gone[:2] == ("leftovers", None)
    assert ("missed_days", 0, None) in gone[2]


def test_nobody_alters_what_is_remembered(campaign):
    for alter in (
        CampaignChange.objects.all().delete,
        lambda: CampaignChange.objects.update(at=None),
    ):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            alter()

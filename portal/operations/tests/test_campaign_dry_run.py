"""What Bae is shown of a change of a campaign that Seo proposed."""

import pytest

from bookings import desk
from bookings.models import Campaign, CampaignProposal
from bookings.models.campaign_proposals import in_force, told
from bookings.tests.builders import make_booking, make_slot
from bookings.tests.leftovers import make_leftover_clinic, publish, waiting

from .campaigns import BEGUN, propose

pytestmark = pytest.mark.django_db


def test_the_dry_run_counts_whom_to_call_and_whom_to_offer(client, campaign, at):
    gaon = make_leftover_clinic()
    at("2021-08-16 09:00")
    for name, day in (("Minji", 16), ("Jun", 24)):
        person = waiting(name, gaon)
        missed = make_booking(person, make_slot(gaon, f"2021-08-{day} 10:00"))
        at(f"2021-08-{day} 17:00")
        desk.mark_missed(missed, gaon.nurse)
    at("2021-08-26 14:00")
    publish(gaon, 3)
    propose(client, campaign, follow_up_days=7, missed_days=1)

    text = client.get(CampaignProposal.objects.get().get_absolute_url()).text

    assert "Missed appointments on the clinics' lists to call: 2 → 1" in text
    assert "that keep people with an alert from offers: 2 → 0" in text
    assert "Leftover doses that are free now: 3, published together: 1, clinics: 1" in text
    assert "Offers that wait for an answer now: 0" in text
    assert "People with an alert for one of its vaccines: 2" in text
    assert told(in_force(campaign.pk)) == BEGUN


def test_the_dry_run_shows_what_people_read_in_both_languages(client, campaign):
    propose(client, campaign, name_ko="코로나", name_en="Corona", offer_time="00:05:00")

    text = client.get(CampaignProposal.objects.get().get_absolute_url()).text

    for words in ("코로나", "Corona", 'lang="ko"', 'lang="en"', "is kept for you until 14:05"):
        assert words in text
    assert "14:05까지 맡아 두었습니다" in text
    assert "<strong>16:00</strong>, today, if you accept now" in text


@pytest.mark.parametrize(
    ("more", "warning"),
    [
        ({"follow_up_days": 0}, "on the day of the missed appointment only"),
        ({"offer_time": "10"}, "answers within two minutes"),
        ({"come_within": "00:10:00"}, "at the clinic within 15 minutes"),
        ({"close_before": "00:00:00"}, "less than ten minutes before the clinic closes"),
        ({"name_en": "Flu"}, "Another campaign has this name: flu."),
    ],
)
def test_the_dry_run_warns(client, campaign, more, warning):
    Campaign.objects.create(code="flu", name_ko="독감", name_en="Flu")
    propose(client, campaign, **more)

    assert warning in client.get(CampaignProposal.objects.get().get_absolute_url()).text

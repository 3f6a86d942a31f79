"""What a campaign says when it is begun, and the form that proposes something else."""

from django.urls import reverse

BEGUN = {
    "name_ko": "코로나19", "name_en": "COVID-19", "follow_up_days": 14,
    "offer_time": "00:10:00", "come_within": "02:00:00", "close_before": "00:30:00",
    "missed_days": 14,
}  # fmt: skip


def new(campaign):
    return reverse("operations-propose-campaign", args=[campaign.pk])


def propose(client, campaign, **more):
    return client.post(new(campaign), {**BEGUN, "reason": "As announced", **more})

"""What another name, other days to call or other terms of leftover doses would do to a campaign."""

from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Sum, Value
from django.db.models.functions import Coalesce

from accounts.clock import PortalNow

from . import follow_ups
from .models import Booking, Campaign, LeftoverBatch, LeftoverTurn, LeftoverWish, Offer

#: More than these nobody counts on a page.
MOST = 1000


def up_to_most(*lists):
    """How long each list of rows is, up to ``MOST`` and one more, in one statement."""
    first = (ArraySubquery(rows.values("pk")[: MOST + 1]) for rows in lists)
    lengths = [Func(ids, function="cardinality", output_field=IntegerField()) for ids in first]
    return list(Campaign.objects.values_list(*lengths)[0])


def to_call(campaign, *days):
    """How many missed appointments stand on the clinics' lists, for each of these numbers of days;
    up to ``MOST`` and one more."""
    missed = (follow_ups.to_call(None, Value(each)) for each in days)
    return up_to_most(*(rows.filter(campaign=campaign) for rows in missed))


def resting(campaign, *days):
    """How many missed appointments keep people with an alert from offers, for each of these numbers
    of days; up to ``MOST`` and one more, looked for from the newest on."""
    missed = Booking.objects.filter(
        campaign=campaign, status=Booking.Status.NO_SHOW, person__leftover_wish__isnull=False
    ).alias(missed_at=Coalesce("come_by", "slot__starts_at"))
    since = (PortalNow() - timedelta(days=each) for each in days)
    return up_to_most(*(missed.filter(missed_at__gt=each).order_by("-pk") for each in since))


def leftovers_now(campaign):
    """What is under way: batches that are offered, their clinics and free doses, and up to ``MOST``
    and one more each: open offers, and people with an alert for one of the vaccines."""
    batches = LeftoverBatch.objects.open().filter(campaign=campaign)
    found = batches.aggregate(
        batches=Count("pk"),
        clinics=Count("slot__clinic", distinct=True),
        doses=Sum(F("slot__capacity") - F("slot__taken"), default=0),
    )
    turns = LeftoverTurn.objects.filter(alert__wish=OuterRef("pk"), vaccine__campaign=campaign)
    offers, waiting = up_to_most(
        Offer.objects.of_leftovers().filter(campaign=campaign),
        LeftoverWish.objects.filter(Exists(turns)),
    )
    return {**found, "offers": offers, "waiting": waiting}


def others(proposal):
    """The campaign with its vaccines, and each other one that has one of its names or would share
    the leftover doses of a vaccine with it."""
    every = list(Campaign.objects.select_related("leftover_terms").prefetch_related("vaccines"))
    [campaign] = [each for each in every if each.pk == proposal.campaign_id]
    rest = [each for each in every if each.pk != proposal.campaign_id]
    namesakes = [
        each
        for each in rest
        if each.name_ko == proposal.name_ko or each.name_en == proposal.name_en
    ]
    return campaign, namesakes, shared(campaign, rest)


def shared(campaign, rest):
    """Triples of a vaccine, another campaign that gives its leftover doses, and whether the other
    one's terms are those that count: the newest campaign's do."""
    return [
        (vaccine, other, other.pk > campaign.pk)
        for other in rest
        if hasattr(other, "leftover_terms")
        for vaccine in campaign.vaccines.all()
        if vaccine in other.vaccines.all()
    ]


def begins_to_give(proposal):
    """Whether the campaign gives no leftover doses so far."""
    return proposal.gives_leftovers and proposal.seen["offer_time"] is None

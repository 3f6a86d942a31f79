"""A small world for stories: a campaign with a round, in a world of clinics and people."""

from accounts.tests.builders import make_person, verify
from bookings.models import Campaign, Round, RoundVersion
from clinics.tests.builders import make_clinic, make_group, make_slot, seoul

__all__ = ["make_clinic", "make_group", "make_person", "make_round", "make_slot", "seoul", "verify"]


def make_round(
    opens="2021-08-09 20:00",
    closes="2021-08-10 18:00",
    born=("1972-01-01", "2003-12-31"),
    digit=None,
    vaccinate=("2021-08-26", "2021-09-30"),
    groups=None,
    code=None,
    campaign=None,
):
    """A round that admits by its only version."""
    groups = groups or [make_group()]
    campaign = (
        campaign
        or Campaign.objects.get_or_create(
            code="covid19", defaults={"name_ko": "코로나19", "name_en": "COVID-19"}
        )[0]
    )
    code = code or f"round-{Round.objects.count() + 1}"
    round_ = Round.objects.create(campaign=campaign, code=code, name_ko=code, name_en=code)
    round_.current = RoundVersion.objects.create(
        round=round_,
        number=1,
        opens_at=seoul(opens),
        closes_at=seoul(closes),
        birth_from=born[0],
        birth_to=born[1],
        birth_day_digit=digit,
        vaccinate_from=vaccinate[0],
        vaccinate_to=vaccinate[1],
        groups=[group.pk for group in groups],
    )
    round_.save()
    return round_

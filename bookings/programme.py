"""The programme of 2021 as data: vaccines, their intervals, and who could book when."""

import tomllib
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.clock import now
from clinics.models import Vaccine, VaccineGroup

from . import rounds
from .models import Campaign, LeftoverTerms, Round

FILE = Path(__file__).parent / "data" / "rounds_2021.toml"


def read():
    return tomllib.loads(FILE.read_text())


def shift_to_now(programme):
    """How far every date moves so that today stands where the demo day stood.

    Whole days, so that hours stay what they were.
    """
    return timezone.localdate(now()) - programme["demo_day"]


@transaction.atomic
def load(programme, shift=timedelta(0)):
    """Bring the database to what the file says; safe to run again.

    Intervals keep their dates: what moves is who may book when.

    :returns: how many rounds got a new version.
    """
    groups = load_vaccines(programme)
    campaign, _ = Campaign.objects.update_or_create(
        code=programme["campaign"]["code"], defaults=names(programme["campaign"])
    )
    campaign.vaccines.set(Vaccine.objects.filter(group__in=groups.values()))
    LeftoverTerms.objects.get_or_create(campaign=campaign)
    return sum(load_round(campaign, entry, groups, shift) for entry in programme["rounds"])


def load_vaccines(programme):
    groups = {
        entry["code"]: VaccineGroup.objects.update_or_create(
            code=entry["code"], defaults=names(entry)
        )[0]
        for entry in programme["groups"]
    }
    for entry in programme["vaccines"]:
        age_from, age_to = entry["ages"]
        vaccine, _ = Vaccine.objects.update_or_create(
            code=entry["code"],
            defaults=names(entry)
            | {"group": groups[entry["group"]], "doses": entry["doses"]}
            | {"age_from": age_from, "age_to": age_to},
        )
        for interval in entry["intervals"]:
            days = zip(("min_days", "standard_days", "max_days"), interval["days"], strict=True)
            vaccine.intervals.update_or_create(effective_from=interval["from"], defaults=dict(days))
    for entry in programme["groups"]:
        groups[entry["code"]].planned_as = Vaccine.objects.get(code=entry["planned_as"])
        groups[entry["code"]].save(update_fields=["planned_as"])
    return groups


def load_round(campaign, entry, groups, shift):
    round_, _ = Round.objects.update_or_create(
        code=entry["code"], defaults={"campaign": campaign} | names(entry)
    )
    birth_from, birth_to = entry["born"]
    vaccinate_from, vaccinate_to = entry["vaccination"]
    return rounds.revise(
        round_,
        opens_at=timezone.make_aware(entry["opens"] + shift),
        closes_at=timezone.make_aware(entry["closes"] + shift),
        birth_from=birth_from,
        birth_to=birth_to,
        birth_day_digit=entry.get("birth_day_digit"),
        vaccinate_from=vaccinate_from + shift,
        vaccinate_to=vaccinate_to + shift,
        groups=[groups[code].pk for code in entry["groups"]],
    )


def names(entry):
    return {"name_ko": entry["name_ko"], "name_en": entry["name_en"]}

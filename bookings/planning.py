"""Which days a campaign needs: those of its rounds, and those of the second doses after them."""

from datetime import timedelta

from django.db.models import Max

from clinics.models import Interval, VaccineGroup

from .models import RoundVersion


def vaccination_days(campaign):
    """The dates on which each vaccine group is needed, as ``{group id: (first, last)}``."""
    spans = {}
    for version in RoundVersion.objects.current().filter(round__campaign=campaign):
        for group in version.groups:
            first, last = spans.get(group, (version.vaccinate_from, version.vaccinate_to))
            spans[group] = min(first, version.vaccinate_from), max(last, version.vaccinate_to)
    waits = longest_waits(spans)
    return {
        group: (first, last + timedelta(waits[group])) for group, (first, last) in spans.items()
    }


def longest_waits(groups):
    """How many days after a first dose its second may fall, by the product it is planned as."""
    vaccines = VaccineGroup.objects.in_bulk(groups)
    return {
        group: Interval.objects.filter(vaccine=vaccines[group].planned_as).aggregate(
            days=Max("max_days", default=0)
        )["days"]
        for group in groups
    }

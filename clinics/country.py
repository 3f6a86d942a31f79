"""The regions with their borders, and the vaccine groups: what changes with an import, if ever.

Each process reads the whole country in one statement, once in ``LASTING`` seconds, and finds in it
what forms offer and maps show: an import is seen that much later.
"""

from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject

from accounts.glances import glance

from .models import Region, VaccineGroup

#: Seconds.
LASTING = 60.0


class Country(NamedTuple):
    """Regions are in the order of their codes, each with its ``border`` where one was imported."""

    provinces: list[Region]
    #: The places people search in, by their code.
    districts: dict[str, Region]
    #: The same by the code of their province.
    inside: dict[str, list[Region]]
    #: Those districts that have a border.
    bordered: list[Region]
    #: The vaccine groups, as ``{code, name_ko, name_en}``.
    groups: list[dict[str, str]]


def known():
    return glance("country", look, LASTING)


def look():
    groups = VaccineGroup.objects.order_by("code").values(
        told=JSONObject(code="code", name_ko="name_ko", name_en="name_en")
    )
    every = Region.objects.select_related("province", "border").order_by("code")
    regions = list(every.annotate(groups=ArraySubquery(groups)))
    provinces = [region for region in regions if region.kind == Region.Kind.PROVINCE]
    districts = [region for region in regions if region.kind == Region.Kind.DISTRICT]
    inside: dict[str, list[Region]] = {}
    for region in districts:
        inside.setdefault(region.province.code, []).append(region)
    return Country(
        provinces,
        {region.code: region for region in districts},
        inside,
        [region for region in districts if hasattr(region, "border")],
        next((region.groups for region in regions), []),
    )


def districts(province):
    """The places people search in, in the province with this code."""
    return known().inside.get(province, [])

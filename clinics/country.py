"""The regions with their borders, and the vaccine groups: what changes with an import, if ever.

Each process reads the whole country in one statement, once in ``LASTING`` seconds, and finds in it
what forms offer and maps show: an import is seen that much later.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject

from .glances import glance
from .models import Region, VaccineGroup

#: Seconds.
LASTING = 60.0
KIND = Region.Kind


def regions():
    """All of them, by code, each with its ``border`` where one was imported."""
    return glance("country", look, LASTING)


def look():
    groups = VaccineGroup.objects.order_by("code").values(
        told=JSONObject(code="code", name_ko="name_ko", name_en="name_en")
    )
    country = Region.objects.select_related("province", "border").order_by("code")
    return list(country.annotate(groups=ArraySubquery(groups)))


def provinces():
    return [region for region in regions() if region.kind == KIND.PROVINCE]


def districts(province=None):
    """The places people search in, in the province with this code, or in all."""
    return [
        region
        for region in regions()
        if region.kind == KIND.DISTRICT and province in (None, region.province.code)
    ]


def groups():
    """The vaccine groups, as ``{code, name_ko, name_en}``."""
    return next((region.groups for region in regions()), [])

"""Where the shapes on a map come from: imported borders, or else the outlines of the provinces.

They are looked up once in ``LASTING`` seconds by each process: an import is seen that much later.
"""

from typing import NamedTuple

from django.db.models import Avg

from clinics.glances import glance
from clinics.models import Border, Clinic, Region

from . import plane
from .outlines import outlines
from .rings import Box, box

#: Seconds.
LASTING = 60.0


class Shape(NamedTuple):
    """A region in the plane; one without a border has no path, and a point for a box."""

    region: Region
    path: str
    box: Box
    middle: tuple[float, float]
    source: str = ""


def whole_provinces():
    """The provinces that anything can be drawn of, in the official order."""
    return glance("whole provinces", look_at_provinces, LASTING)


def look_at_provinces():
    regions = Region.objects.provinces().select_related("border").defer("border__near")
    return [shape for shape in map(province, regions) if shape]


def province(region):
    if hasattr(region, "border"):
        return bordered(region, "far")
    outline = outlines().get(region.code)
    return outline and Shape(region, *outline)


def bordered(region, detail):
    border = region.border
    return Shape(region, getattr(border, detail), border.box, border.middle, border.source)


def districts(code):
    """The districts of a province: those with a border, and those that are a dot at best."""
    return glance(("districts", code), lambda: look_at_districts(code), LASTING)


def look_at_districts(code):
    regions = list(
        Region.objects.districts()
        .filter(province__code=code)
        .select_related("province", "border")
        .defer("border__near")
    )
    bare = [region for region in regions if not hasattr(region, "border")]
    return [bordered(each, "far") for each in regions if hasattr(each, "border")], midst(bare)


def district(code):
    """One district with its border, or None where it has none."""
    return glance(("district", code), lambda: look_at_district(code), LASTING)


def look_at_district(code):
    borders = Border.objects.filter(region__code=code).select_related("region").defer("far")
    return next((bordered(border.region, "near") for border in borders), None)


def midst(regions):
    """The regions in which there are clinics, as dots in the midst of them."""
    found = (
        Clinic.objects.bookable()
        .filter(district__in=regions, latitude__isnull=False, longitude__isnull=False)
        .values_list("district")
        .annotate(Avg("latitude"), Avg("longitude"))
        .order_by()
    )
    places = {district: plane.project(*place) for district, *place in found}
    return [
        Shape(region, "", box([places[region.pk]]), places[region.pk])
        for region in regions
        if region.pk in places
    ]


def around(bounds, detail):
    """What lies in a part of the plane: districts, or provinces where no district has a border."""
    key = "around", detail, *map(round, bounds)
    return glance(key, lambda: look_around(bounds, detail), LASTING)


def look_around(bounds, detail):
    borders = Border.objects.filter(region__kind=Region.Kind.DISTRICT).meeting(bounds)
    drawn = [
        bordered(border.region, detail)
        for border in borders.defer("far" if detail == "near" else "near").select_related("region")
    ]
    return drawn or [shape for shape in whole_provinces() if shape.box.meets(bounds)]


def together(shapes):
    """The box in which all of them lie."""
    return box([corner for each in shapes for corner in (each.box[:2], each.box[2:])])

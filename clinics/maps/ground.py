"""Where the shapes on a map come from: imported borders, or else the outlines of the provinces."""

from typing import NamedTuple

from django.db.models import Avg

from accounts.glances import glance
from clinics import country
from clinics.models import Clinic, Region

from . import plane
from .outlines import outlines
from .rings import Box, box


class Shape(NamedTuple):
    """A region in the plane; one without a border has no path, and a point for a box."""

    region: Region
    path: str
    box: Box
    middle: tuple[float, float]
    source: str = ""


def whole_provinces():
    """The provinces that anything can be drawn of, in the official order."""
    return [shape for shape in map(province, country.known().provinces) if shape]


def province(region):
    if has_border(region):
        return bordered(region, "far")
    outline = outlines().get(region.code)
    return outline and Shape(region, *outline)


def has_border(region):
    return hasattr(region, "border")


def bordered(region, detail):
    border = region.border
    return Shape(region, getattr(border, detail), border.box, border.middle, border.source)


def districts(code):
    """The districts of a province: those with a border, and those that are a dot at best."""
    bare = [region for region in country.districts(code) if not has_border(region)]
    drawn = [bordered(region, "far") for region in country.districts(code) if has_border(region)]
    return drawn, bare and glance(("midst", code), lambda: midst(bare), country.LASTING)


def district(code):
    """One district with its border, or None where it has none."""
    found = country.known().districts.get(code)
    return bordered(found, "near") if found and has_border(found) else None


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
    drawn = [
        bordered(region, detail)
        for region in country.known().bordered
        if region.border.box.meets(bounds)
    ]
    return drawn or [shape for shape in whole_provinces() if shape.box.meets(bounds)]


def together(shapes):
    """The box in which all of them lie."""
    return box([corner for each in shapes for corner in (each.box[:2], each.box[2:])])

"""The outlines of the provinces that come with the portal, for as long as no borders are imported.

They are drawn by Victor Cazanave (``@svg-maps/south-korea``, CC BY 4.0), installed at set-up and
read once by each process. They are 1 km off here and there: good for finding one's way, no more.
"""

from functools import cache
from math import dist
from typing import NamedTuple
from xml.etree import ElementTree

from django.conf import settings

from clinics.provinces import provinces

from . import plane
from .rings import Box, box, middle, path, read_path, simplify, worth_drawing

FILE = settings.BASE_DIR / "node_modules" / "@svg-maps" / "south-korea" / "south-korea.svg"
#: In units of the plane, of which a phone's map of the country has 73 to a pixel: how far off a
#: line may be, and how large an islet is that can be seen.
TOLERANCE, ISLET = 73, 250**2


class Outline(NamedTuple):
    path: str
    box: Box
    middle: tuple[float, float]


@cache
def outlines():
    """The outline of every province by its official code; none where the package is missing."""
    if not FILE.exists():
        return {}
    codes = {province["outline"]: province["code"] for province in provinces()}
    tree = ElementTree.parse(FILE)
    return {
        codes[shape.get("id")]: outline(read_path(shape.get("d")))
        for shape in tree.iter("{http://www.w3.org/2000/svg}path")
    }


def outline(rings):
    finer = [[(x * plane.GRID, y * plane.GRID) for x, y in ring] for ring in rings]
    drawn = [simplify(thinned(ring), TOLERANCE) for ring in worth_drawing(finer, ISLET)]
    return Outline(path(drawn), box([point for ring in drawn for point in ring]), middle(drawn))


def thinned(ring):
    """Without points right beside the last one: half of them, and they cost most of the time."""
    kept = ring[:1]
    for point in ring[1:]:
        if dist(point, kept[-1]) > TOLERANCE / 2:
            kept.append(point)
    return kept

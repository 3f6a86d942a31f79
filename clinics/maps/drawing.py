"""What a map shows: the provinces, the districts of one, or clinics of a district.

Every region and clinic is a link with a name; the list beside the map has the same ones.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinics.provinces import provinces

from . import ground, plane
from .labels import apart, legible
from .rings import box
from .window import WIDTH, Window

#: How wide the ground around clinics is at least: in kilometres, and as a share of the district.
CLOSE, SHARE = 3, 0.4
#: The same where no border of the district can be seen.
UNBOUNDED = 6
#: How high a figure's bubble is, without its edges, and how much wider each digit makes it.
BUBBLE, DIGIT = 18, 8
#: The size of the small map in a corner, and how far it stands from the edges.
SMALL, EDGE = 84, 6


class Figure(NamedTuple):
    """What a region is coloured by: a text on the map, a class of ``map.css`` (``level-0`` to
    ``level-4``, or ``few``, ``some`` and ``many``), and words that say the same."""

    value: str
    look: str
    words: str | Promise


class Spot(NamedTuple):
    """A clinic to place: the number it has in the list, where it is, and what is said of it.

    ``look`` is a class of ``map.css``, and ``value`` a text below the point; neither says more than
    ``words``.
    """

    number: int
    name: str
    latitude: float | None
    longitude: float | None
    address: str
    words: str | Promise = ""
    look: str = ""
    value: str = ""


class Bubble(NamedTuple):
    x: int
    y: int
    left: int
    top: int
    wide: int


@dataclass
class Area:
    shape: ground.Shape
    label: str
    x: int
    y: int
    address: str
    figure: Figure | None
    #: Where the name stands, if there is room for it.
    name_at: tuple[int, ...] | None = None

    @property
    def bubble(self):
        """The figure in a bubble below the name, where it is one of ``few``, ``some`` and ``many``:
        small regions would hide their colour behind their name."""
        if not self.figure or self.figure.look.startswith("level"):
            return None
        x, y = self.x, self.y
        if self.shape.path and self.name_at:
            x, y = self.name_at[0], self.name_at[1] + BUBBLE
        wide = BUBBLE + DIGIT * len(self.figure.value)
        return Bubble(x, y, x - wide // 2, y - BUBBLE // 2 - 3, wide)

    @property
    def name(self):
        """What is read out: it begins with what stands on the map."""
        whole = str(self.shape.region)
        name = whole if whole.startswith(self.label) else f"{self.label}, {whole}"
        return f"{name}: {self.figure.words}" if self.figure else name


@dataclass
class Point:
    spot: Spot
    x: int
    y: int


@dataclass
class Locator:
    """Where a map lies in its province, small in a corner."""

    path: str
    x: int
    y: int
    transform: str
    left: int
    top: int
    width: int
    height: int
    size: int = SMALL


@dataclass
class Map:
    title: str
    window: Window
    land: list[ground.Shape]
    #: What the map is about as a whole, where it is no link.
    here: ground.Shape | None = None
    areas: list[Area] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    locator: Locator | None = None
    #: How many clinics of the list are not shown, because nobody knows where they are.
    nowhere: int = 0

    @property
    def sources(self):
        shapes = [*self.land, *(area.shape for area in self.areas), *filter(None, [self.here])]
        return sorted({shape.source for shape in shapes} - {""})


def country(address, figures):
    """The map of the provinces, or None where there are no outlines.

    :param address: told a region's code, says where its link leads.
    :param figures: a :class:`Figure` by code, for the regions that have one.
    """
    shapes = ground.whole_provinces()
    if not shapes:
        return None
    window = Window.around(ground.together(shapes))
    return Map(_("Map of the provinces"), window, [], None, areas(window, shapes, address, figures))


def province(code, address, figures):
    """The map of the districts of a province, or None where nobody knows where they are."""
    shapes, dots = ground.districts(code)
    if not (shapes or dots):
        return None
    whole = [each for each in ground.whole_provinces() if each.region.code == code]
    least = UNBOUNDED * plane.kilometre(dots[0].middle[1]) if dots else 0
    window = Window.around(ground.together([*(shapes or whole), *dots]), least)
    own = {each.region.pk for each in (*shapes, *whole)}
    land = [each for each in ground.around(window.box, "far") if each.region.pk not in own]
    title = _("Map of the districts of %(province)s") % {
        "province": (shapes or dots)[0].region.province
    }
    here = whole[0] if whole and dots else None
    return Map(title, window, land, here, areas(window, [*shapes, *dots], address, figures))


def areas(window, shapes, address, figures):
    """The shapes as links, named where there is room. The largest give way: they have most."""
    drawn = [
        Area(
            shape,
            label(shape.region),
            *map(round, window.place(*shape.middle)),
            address(shape.region.code),
            figures.get(shape.region.code),
        )
        for shape in shapes
    ]
    smallest = sorted(drawn, key=lambda each: each.shape.box.width * each.shape.box.height)
    sizes = [(each.shape.box.width, each.shape.box.height) for each in smallest]
    places = legible(
        [
            (each.label, each.x, each.y, wide * window.points, high * window.points)
            for each, (wide, high) in zip(smallest, sizes, strict=True)
        ],
        lines=2 if any(each.figure and not each.bubble for each in drawn) else 1,
    )
    for each, place in zip(smallest, places, strict=True):
        each.name_at = place and tuple(map(round, place))
    return drawn


def label(region):
    """A short name: 서울, 장안구; Seoul, Jangan."""
    english = get_language() == "en"
    for known in provinces():
        if known["code"] == region.code:
            return known["short_en" if english else "short_ko"]
    name = str(region)
    return name.split(",")[0].rpartition("-")[0] or name if english else name.split()[-1]


def clinics(district, spots):
    """The map of the clinics in a list, or None where nobody knows where any of them is.

    :param district: the code of the district they are in.
    """
    known = [spot for spot in spots if spot.latitude is not None and spot.longitude is not None]
    if not known:
        return None
    places = [plane.project(spot.latitude, spot.longitude) for spot in known]
    bounds = box(places)
    kilometre = plane.kilometre(bounds.top)
    here = ground.district(district)
    if here:
        least = max(CLOSE * kilometre, SHARE * max(here.box.width, here.box.height))
    else:
        least = UNBOUNDED * kilometre
    window = Window.around(bounds, least)
    land = ground.around(window.box, "near")
    if here:
        land = [each for each in land if each.region.pk != here.region.pk]
    at = apart([window.place(*place) for place in places], window.height)
    points = [Point(spot, round(x), round(y)) for spot, (x, y) in zip(known, at, strict=True)]
    locator = None if here else located(window, land, district, at)
    nowhere = len(spots) - len(known)
    return Map(_("Map of these clinics"), window, land, here, [], points, locator, nowhere)


def located(window, land, district, points):
    """The province around the window, in the corner with most room; None where it is not known."""
    home = next((each for each in land if each.region.code[:2] == district[:2]), None)
    if home is None:
        return None
    far = SMALL + EDGE
    corners = [(x, y) for y in (window.height - far, EDGE) for x in (EDGE, WIDTH - far)]
    x, y = min(
        corners,
        key=lambda at: sum(
            at[0] - far / 4 < px < at[0] + far and at[1] - far / 4 < py < at[1] + far
            for px, py in points
        ),
    )
    size = SMALL * 0.86 / max(home.box.width, home.box.height)
    left = x + (SMALL - home.box.width * size) / 2
    top = y + (SMALL - home.box.height * size) / 2
    return Locator(
        home.path,
        x,
        y,
        f"translate({left:.1f} {top:.1f})scale({size:.5g})"
        f"translate({-home.box.left:.0f} {-home.box.top:.0f})",
        round(left + (window.box.left - home.box.left) * size),
        round(top + (window.box.top - home.box.top) * size),
        max(round(window.box.width * size), 6),
        max(round(window.box.height * size), 6),
    )

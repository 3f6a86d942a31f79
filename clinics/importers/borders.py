"""Borders of provinces and districts from TopoJSON, matched by province and name.

The file has the codes of Statistics Korea, which are not the administrative ones: their first two
digits tell the province, the name does the rest.
"""

from collections import defaultdict
from math import ceil, floor, inf

from django.db import transaction

from clinics.maps.rings import box, middle, path, simplify, worth_drawing
from clinics.models import Border, Region
from clinics.provinces import provinces

from .districts import squeezed
from .topology import read
from .writer import Outcome

#: How many points of the screen wide a map is taken to be, and how many a line may be off there.
SCREEN, OFF = 360, 0.7
#: Islands are left out when they are smaller than this many points of the screen.
ISLET = 6
PROVINCES = {province["kostat"]: province["code"] for province in provinces()}
FIELDS = [field.name for field in Border._meta.fields if field.name not in ("id", "region")]


def load(file, source):
    """Store the borders that a file has of regions we know; others stay as they are.

    :param source: whose borders they are; the maps name it.
    :returns: an :class:`Outcome`: what became of every shape, and which regions got none.
    :raises Unreadable: when nothing of the file can be used; then nothing was changed.
    """
    lines, shapes = read(file)
    outcome = Outcome()
    with transaction.atomic():
        matched = match(shapes, outcome)
        outcome.counts["read"] = len(shapes)
        borders = draw(lines, matched, source)
        before = {border.region_id: border for border in Border.objects.all()}
        changed = [border for border in borders if not same(border, before.get(border.region_id))]
        Border.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["region"], update_fields=FIELDS
        )
    new = sum(border.region_id not in before for border in changed)
    outcome.counts.update(
        added=new, updated=len(changed) - new, unchanged=len(borders) - len(changed)
    )
    return outcome


def same(border, before):
    return before and all(getattr(border, name) == getattr(before, name) for name in FIELDS)


def match(shapes, outcome):
    """Each shape's region, by id of the region; doubts and misses are remarks of the outcome."""
    regions = list(Region.objects.select_related("province"))
    by_name = {(province_of(region), squeezed(region.name_ko)): region for region in regions}
    matched, rest = {}, defaultdict(list)
    for shape in shapes:
        province = PROVINCES.get(shape.code[:2], "") if len(shape.code) > 2 else ""
        region = by_name.get((province, squeezed(shape.name)))
        if region is None or region.pk in matched:
            rest[province].append(shape)
        else:
            matched[region.pk] = region, shape
    touched = {province_of(region) for region, _ in matched.values()}
    missing = defaultdict(list)
    for region in regions:
        if region.kind == Region.Kind.DISTRICT and region.pk not in matched:
            missing[province_of(region)].append(region)
    for province, left in rest.items():
        guess(left, missing[province], matched, outcome)
    for province in sorted(touched | set(rest)):
        for region in missing[province]:
            if region.pk not in matched:
                outcome.remarks.append((0, region.code, region.name_ko, "skipped", "no border"))
    return matched


def province_of(region):
    return region.province.code if region.province else ""


def guess(shapes, regions, matched, outcome):
    """One shape and one region left of a province belong together: the district was renamed."""
    alone = len(shapes) == len(regions) == 1
    for shape in shapes:
        if alone:
            matched[regions[0].pk] = regions[0], shape
            reason = f"taken to be {regions[0].name_ko}, the only one left of its province"
            outcome.counts["guessed"] += 1
        else:
            reason = "no region of this name"
            outcome.counts["skipped"] += 1
        done = "stored" if alone else "skipped"
        outcome.remarks.append((shape.row, shape.code, shape.name, done, reason))


def draw(lines, matched, source):
    """The borders, as simple as the maps allow on which they are seen."""
    parts = defaultdict(list)
    for region, shape in matched.values():
        parts[region.province_id].append(shape)
    near = {shape.row: extent(lines, [shape]) / SCREEN for _, shape in matched.values()}
    far = {
        shape.row: size
        for shapes in parts.values()
        for size in [extent(lines, shapes) / SCREEN]
        for shape in shapes
    }
    drawn = zip(
        matched.values(), rings(lines, matched, near), rings(lines, matched, far), strict=True
    )
    return [border(region, close, away, source) for (region, _), close, away in drawn]


def extent(lines, shapes):
    bounds = box([point for shape in shapes for line in shape.lines for point in lines[line]])
    return max(bounds.width, bounds.height)


def rings(lines, matched, point):
    """What is drawn of every region where a point of the screen is so wide.

    A line between two regions is as fine as the smaller one needs, and the same for both.

    :param point: how wide a point of the screen is in the plane, for every shape by its row.
    """
    shapes = [shape for _, shape in matched.values()]
    finest = {}
    for shape in shapes:
        for line in shape.lines:
            finest[line] = min(finest.get(line, inf), point[shape.row])
    simple = {line: simplify(lines[line], OFF * width) for line, width in finest.items()}
    return [
        worth_drawing([joined(ring, simple) for ring in shape.rings], ISLET * point[shape.row] ** 2)
        for shape in shapes
    ]


def joined(ring, lines):
    """The points of a ring: every line of it begins where another one ended."""
    ways = (lines[line] if line >= 0 else lines[~line][::-1] for line in ring)
    return [point for way in ways for point in way[1:]]


def border(region, near, far, source):
    bounds = box([point for ring in near for point in ring])
    across, down = middle(near)
    return Border(
        region=region,
        near=path(near),
        far=path(far),
        left=floor(bounds.left),
        top=floor(bounds.top),
        right=ceil(bounds.right),
        bottom=ceil(bounds.bottom),
        middle_x=round(across),
        middle_y=round(down),
        source=source,
    )

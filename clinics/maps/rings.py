"""Closed lines in the plane: made simpler, measured, and written as SVG paths."""

import re
from itertools import pairwise
from typing import NamedTuple


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self):
        return self.right - self.left

    @property
    def height(self):
        return self.bottom - self.top

    def meets(self, other):
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def box(points):
    across, down = zip(*points, strict=True)
    return Box(min(across), min(down), max(across), max(down))


def simplify(line, tolerance):
    """The line with as few of its points as keep it within ``tolerance`` (Douglas and Peucker).

    Its ends stay, so that lines which meet go on meeting.
    """
    kept, spans = {0, len(line) - 1}, [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        furthest = max(
            range(first + 1, last), key=lambda i: distance(line[i], line[first], line[last])
        )
        if distance(line[furthest], line[first], line[last]) > tolerance:
            kept.add(furthest)
            spans += [(first, furthest), (furthest, last)]
    return [line[i] for i in sorted(kept)]


def distance(point, start, end):
    """How far a point lies from a stretch between two others."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length)) if length else 0.0
    return ((x - x1 - along * dx) ** 2 + (y - y1 - along * dy) ** 2) ** 0.5


def area(ring):
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in edges(ring))) / 2


def edges(ring):
    yield from pairwise(ring)
    yield ring[-1], ring[0]


def worth_drawing(rings, smallest):
    """Without the islets smaller than ``smallest``; the largest ring always stays."""
    rings = sorted((ring for ring in rings if len(ring) > 2), key=area, reverse=True)
    return rings[:1] + [ring for ring in rings[1:] if area(ring) >= smallest]


def path(rings):
    """The rings as the data of an SVG path, in whole numbers and steps."""
    return "".join(map(subpath, rings))


def subpath(ring):
    whole = [(round(x), round(y)) for x, y in ring]
    steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(whole)]
    numbers = " ".join(f"{dx} {dy}" for dx, dy in steps if (dx, dy) != (0, 0))
    return f"M{whole[0][0]} {whole[0][1]}l{numbers}z".replace(" -", "-")


def read_path(data):
    """The rings of an SVG path of lines, relative (``m``, ``l``) or not.

    :raises ValueError: where it is more than that.
    """
    if strange := set(re.findall("[A-Za-z]", data)) - set("mMlLzZ"):
        raise ValueError(f"A path of lines has no {', '.join(sorted(strange))}.")
    rings, x, y = [], 0.0, 0.0
    for command, numbers in re.findall("([mMlLzZ])([^mMlLzZ]*)", data):
        if command in "zZ":
            x, y = rings[-1][0]
            continue
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+(?:e-?\d+)?", numbers)]
        if command in "mM":
            rings.append([])
        for dx, dy in zip(values[::2], values[1::2], strict=True):
            x, y = (dx, dy) if command.isupper() else (x + dx, y + dy)
            rings[-1].append((x, y))
    return rings


def middle(rings):
    """A point inside, where a name has most room: the middle of the widest level stretch."""
    bounds, best = box([point for ring in rings for point in ring]), (0.0, 0.0, 0.0)
    for share in range(3, 14):
        y = bounds.top + bounds.height * share / 16
        crossings = sorted(
            x1 + (y - y1) * (x2 - x1) / (y2 - y1)
            for ring in rings
            for (x1, y1), (x2, y2) in edges(ring)
            if (y1 <= y) != (y2 <= y)
        )
        for left, right in zip(crossings[::2], crossings[1::2], strict=True):
            best = max(best, (right - left, (left + right) / 2, y))
    return best[1:] if best[0] else ((bounds.left + bounds.right) / 2, bounds.top)


def inside(point, rings):
    """Whether a point lies within the rings; a ring in a ring is a hole."""
    x, y = point
    crossed = sum(
        (y1 <= y) != (y2 <= y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for ring in rings
        for (x1, y1), (x2, y2) in edges(ring)
    )
    return crossed % 2 == 1

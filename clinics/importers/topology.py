"""Borders in TopoJSON: lines that neighbours share, so that they stay shared when made simpler."""

import json
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from clinics.maps import plane

from .files import Unreadable

#: Longitudes and latitudes between which Korea lies.
KOREA = (124, 132), (33, 39)


@dataclass
class Shape:
    """One region of the file, as rings of numbers of lines; ``~n`` is line n backwards."""

    row: int
    name: str
    code: str
    rings: list[list[int]]

    @property
    def lines(self):
        return {line if line >= 0 else ~line for ring in self.rings for line in ring}


def read(path):
    """The lines of a file as points of the plane, and its shapes.

    :raises Unreadable: when it is no TopoJSON of regions in Korea.
    """
    try:
        content = json.loads(Path(path).read_bytes())
    except OSError as trouble:
        raise Unreadable(f"{path} cannot be opened: {trouble.strerror}.") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as trouble:
        raise Unreadable(f"{path} is no whole JSON file ({trouble}): was it cut off?") from None
    if not isinstance(content, dict) or content.get("type") != "Topology":
        raise Unreadable(f"{path} is JSON, but no TopoJSON.")
    try:
        lines = list(decoded(content))
        shapes = list(regions(content))
        known = all(shape.lines <= set(range(len(lines))) for shape in shapes)
    except (KeyError, TypeError, ValueError, AttributeError) as trouble:
        raise Unreadable(f"{path} is TopoJSON that cannot be understood: {trouble!r}.") from None
    if not shapes:
        raise Unreadable(f"{path} has no polygons with names.")
    if not known:
        raise Unreadable(f"{path} names lines that it does not have: was it cut off?")
    if not all(in_korea(line) for line in lines):
        raise Unreadable(f"{path} leaves Korea: it must be in degrees (WGS84).")
    return [[plane.project(y, x) for x, y in line] for line in lines], shapes


def decoded(content):
    """Longitude and latitude along every line."""
    transform = content.get("transform")
    for line in content["arcs"]:
        points = [(point[0], point[1]) for point in line]
        if transform:
            (width, height), (left, top) = transform["scale"], transform["translate"]
            steps = accumulate(points, lambda at, by: (at[0] + by[0], at[1] + by[1]))
            points = [(x * width + left, y * height + top) for x, y in steps]
        yield points


def regions(content):
    row = 0
    for collection in content["objects"].values():
        for geometry in collection.get("geometries", [collection]):
            row += 1
            polygons = polygons_of(geometry)
            about = geometry.get("properties") or {}
            if polygons and (name := about.get("name")):
                rings = [ring for polygon in polygons for ring in polygon]
                yield Shape(row, str(name), str(about.get("code", "")), rings)


def polygons_of(geometry):
    match geometry["type"]:
        case "Polygon":
            return [geometry["arcs"]]
        case "MultiPolygon":
            return geometry["arcs"]
    return []


def in_korea(line):
    (west, east), (south, north) = KOREA
    return all(west <= x <= east and south <= y <= north for x, y in line)

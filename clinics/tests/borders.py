"""Fictional borders as TopoJSON: squares in a row from west to east, each sharing a line with the
next."""

import json

#: The left lower corner of the first square, and how wide each is, in degrees.
WEST, SOUTH, SIZE = 127.0, 37.0, 0.1


def row_of_squares(*named, **more):
    """The squares of regions given as ``(code, name)``, as what a TopoJSON file says.

    Lines 0, 1, 2 … stand upright between them; under and over square n lie lines that are told
    apart by ``base``.
    """
    count = len(named)
    x = [WEST + SIZE * n for n in range(count + 1)]
    # A bend of a metre: no map shows it.
    upright = [[[at, SOUTH], [at + 1e-5, SOUTH + SIZE / 2], [at, SOUTH + SIZE]] for at in x]
    lower = [[[x[n], SOUTH], [x[n + 1], SOUTH]] for n in range(count)]
    upper = [[[x[n + 1], SOUTH + SIZE], [x[n], SOUTH + SIZE]] for n in range(count)]
    base, top = count + 1, 2 * count + 1
    geometries = [
        {
            "type": "Polygon",
            "properties": {"code": code, "name": name},
            "arcs": [[base + n, n + 1, top + n, ~n]],
        }
        for n, (code, name) in enumerate(named)
    ]
    arcs = [*upright, *lower, *upper]
    objects = {"regions": {"type": "GeometryCollection", "geometries": geometries}}
    return {"type": "Topology", "arcs": arcs, "objects": objects, **more}


def quantised(topology, scale=1e-5):
    """The same with steps in whole numbers, as published files have it."""
    lines = []
    for line in topology["arcs"]:
        whole = [(round((x - WEST) / scale), round((y - SOUTH) / scale)) for x, y in line]
        ends = zip([(0, 0), *whole], whole, strict=False)
        lines.append([[x - x0, y - y0] for (x0, y0), (x, y) in ends])
    transform = {"scale": [scale, scale], "translate": [WEST, SOUTH]}
    return {**topology, "arcs": lines, "transform": transform}


def write(path, content):
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path

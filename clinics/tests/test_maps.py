"""The parts of a map: where things lie in the plane, and how they are drawn."""

from math import dist

import pytest

from clinics.maps import plane
from clinics.maps.labels import RADIUS, apart, legible
from clinics.maps.outlines import FILE, outlines
from clinics.maps.rings import Box, box, inside, middle, path, read_path, simplify, worth_drawing
from clinics.maps.window import WIDTH, Window
from clinics.provinces import provinces

#: Centres of gravity of the largest part of each province, from the borders of Statistics Korea of
#: 2018: latitude and longitude. Incheon's islands are drawn in another way and are left out.
CENTRES = {
    "1100000000": (37.552, 126.992),
    "2600000000": (35.210, 129.069),
    "2700000000": (35.830, 128.565),
    "2900000000": (35.156, 126.835),
    "3000000000": (36.340, 127.394),
    "3100000000": (35.554, 129.238),
    "3600000000": (36.561, 127.259),
    "4100000000": (37.534, 127.176),
    "4200000000": (37.726, 128.298),
    "4300000000": (36.739, 127.831),
    "4400000000": (36.531, 126.857),
    "4500000000": (35.716, 127.145),
    "4600000000": (34.940, 126.957),
    "4700000000": (36.344, 128.741),
    "4800000000": (35.369, 128.257),
    "5000000000": (33.384, 126.554),
}


def centre(ring):
    """The centre of gravity of a ring."""
    pairs = list(zip(ring, ring[1:] + ring[:1], strict=True))
    pieces = [(x1 * y2 - x2 * y1, x1 + x2, y1 + y2) for (x1, y1), (x2, y2) in pairs]
    total = sum(piece for piece, _, _ in pieces)
    return tuple(sum(piece * s[n] for piece, *s in pieces) / total / 3 for n in (0, 1))


def test_all_provinces_have_an_outline():
    assert FILE.exists()
    assert sorted(outlines()) == sorted(province["code"] for province in provinces())


def test_provinces_lie_where_the_outlines_say():
    """Within 4 km of their centres, and 1.8 km on average."""
    off = []
    for code, place in CENTRES.items():
        largest = worth_drawing(read_path(outlines()[code].path), 0)[0]
        x, y = plane.project(*place)
        off.append(dist(centre(largest), (x, y)) / plane.kilometre(y))
    assert max(off) < 4
    assert sum(off) / len(off) < 1.8


def test_a_kilometre_has_its_length_in_the_plane():
    """Seoul station to Busan station: 328 km as the crow flies, 0.5 % more or less."""
    seoul, busan = plane.project(37.5547, 126.9707), plane.project(35.1151, 129.0413)
    halfway = (seoul[1] + busan[1]) / 2
    assert dist(seoul, busan) / plane.kilometre(halfway) == pytest.approx(328, rel=0.005)


def test_paths_are_written_short_and_read_again():
    rings = [[(0, 0), (10.2, 0), (10, -10)], [(100, 5), (90, 5), (90, 0)]]

    assert path(rings) == "M0 0l10 0 0-10zM100 5l-10 0 0-5z"
    assert read_path(path(rings)) == [[(0, 0), (10, 0), (10, -10)], rings[1]]
    assert read_path("m1,2 3,4 z m1,1 1,0") == [[(1, 2), (4, 6)], [(2, 3), (3, 3)]]
    with pytest.raises(ValueError, match="no C"):
        read_path("M0 0C1 1 2 2 3 3z")


def test_lines_lose_what_nobody_sees_and_keep_their_ends():
    line = [(0, 0), (5, 0.4), (10, 0), (10, 9), (10.5, 10), (0, 10)]

    assert simplify(line, 1) == [(0, 0), (10, 0), (10.5, 10), (0, 10)]
    assert simplify([*line, (0, 0)], 1)[0] == simplify([*line, (0, 0)], 1)[-1] == (0, 0)


def test_islets_are_left_out_but_never_the_largest():
    small, smaller = [(0, 0), (2, 0), (2, 2)], [(9, 9), (10, 9), (10, 10)]

    assert worth_drawing([smaller, small], 1) == [small]
    assert worth_drawing([smaller], 1) == [smaller]


def test_a_name_stands_in_the_widest_part():
    bottle = [(40, 0), (60, 0), (60, 50), (100, 50), (100, 100), (0, 100), (0, 50), (40, 50)]

    assert middle([bottle]) == (50, 81.25)
    assert inside(middle([bottle]), [bottle])


def test_a_window_shows_all_of_a_box():
    for bounds in [Box(0, 0, 1000, 10), Box(0, 0, 10, 1000), Box(5, 5, 5, 5)]:
        window = Window.around(bounds, least=20)
        corners = [window.place(*bounds[:2]), window.place(*bounds[2:])]
        assert all(0 <= x <= WIDTH and 0 <= y <= window.height for x, y in corners)


def test_names_give_way_to_one_another():
    big, small = ("Gyeonggi", 180, 100, 200, 200), ("Seoul", 180, 100, 20, 20)
    crowd = [("Gwacheon", 180, 100, 5, 5)] * 9

    assert legible([small, big]) == [(180, 100), (180, 115)]
    assert legible([small, big], lines=2) == [(180, 100), (180, 130)]
    assert None in legible(crowd)
    assert legible([("Dokdo", 355, 100, 5, 5)]) == [(335, 100)]


def test_points_move_apart_and_stay_on_the_map():
    heap = [(0, 0)] * 5 + [(100, 100), (101, 100)] + [(359, 299)] * 3

    moved = apart(heap, 300)

    gaps = [dist(a, b) for i, a in enumerate(moved) for b in moved[:i]]
    assert min(gaps) >= 2 * RADIUS
    assert box(moved).left >= RADIUS
    assert box(moved).bottom <= 300 - RADIUS
    assert apart([(100, 100), (200, 100)], 300) == [(100, 100), (200, 100)]

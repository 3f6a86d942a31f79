"""Names and numbers that would stand on one another: names give way, numbers move apart."""

from math import dist

from .window import WIDTH

#: How high a name is and how wide one of its letters, in Korean and in Latin ones.
LINE, WIDE, NARROW = 15, 12.5, 7.2
#: Where else a name may stand than in the middle of its region: inside, or beside a small one.
SHIFTS = [(0, 0), *((x, y) for y in (0, 15, -15, 30, -30) for x in (0, -20, 20, -36, 36))]
BESIDE = 36
#: The radius of a numbered point, which a thumb can hit, and how often points may push each other.
RADIUS, PUSHES = 13, 60


def legible(names, lines=1):
    """Where names can be written without covering one another; the first ones have precedence.

    :param names: ``(text, x, y, wide, high)``: the middle of a region and its size.
    :param lines: how many each takes: two, where a figure stands below it.
    :returns: for each its place, or None where there is no room for it.
    """
    taken, places, line = [], [], LINE * lines
    for text, x, y, wide, high in names:
        half = sum(NARROW if letter.isascii() else WIDE for letter in text) / 2
        free = (
            (x + dx, y + dy)
            for dx, dy in SHIFTS
            if abs(dx) <= max(wide / 3, BESIDE) and abs(dy) <= max(high / 3, LINE)
            if half < x + dx < WIDTH - half
            if all(
                abs(x + dx - x2) > half + half2 or abs(y + dy - y2) >= line
                for x2, y2, half2 in taken
            )
        )
        places.append(place := next(free, None))
        if place:
            taken.append((*place, half))
    return places


def apart(points, height):
    """The points moved as little as lets every number be read and hit, inside the map."""
    placed = [kept_inside(x, y, height) for x, y in points]
    for _push in range(PUSHES):
        calm = True
        for i, first in enumerate(placed):
            for j in range(i):
                near = 2 * RADIUS + 1 - dist(first, placed[j])
                if near > 0:
                    calm = False
                    first, placed[j] = pushed(first, placed[j], near / 2, i)
            placed[i] = kept_inside(*first, height)
        if calm:
            break
    return placed


def pushed(first, second, by, way):
    """Two points moved away from each other; from the same place, each pair in a way of its own."""
    dx, dy = first[0] - second[0], first[1] - second[1]
    if abs(dx) + abs(dy) < 0.01:
        dx, dy = [(1, 0), (0, 1), (1, 1), (1, -1)][way % 4]
    length = (dx * dx + dy * dy) ** 0.5
    dx, dy = dx / length * by, dy / length * by
    return (first[0] + dx, first[1] + dy), (second[0] - dx, second[1] - dy)


def kept_inside(x, y, height):
    edge = RADIUS + 2
    return min(max(x, edge), WIDTH - edge), min(max(y, edge), height - edge)

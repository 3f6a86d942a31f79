"""The part of the plane that a map shows, and where things stand on the page."""

from dataclasses import dataclass
from typing import NamedTuple

from . import plane
from .rings import Box

#: The width of every map in its own units, about the pixels of a phone, and how high it may be.
WIDTH, LOWEST, HIGHEST = 360, 250, 440
#: Left free around what is shown, as a share of its size.
MARGIN = 0.06


class Scale(NamedTuple):
    kilometres: float
    length: int


@dataclass(frozen=True)
class Window:
    box: Box

    @classmethod
    def around(cls, box, least=0.0):
        """A window that shows a box, not too low nor too high, and at least so wide."""
        width = max(box.width * (1 + 2 * MARGIN), least)
        height = max(box.height * (1 + 2 * MARGIN), width * LOWEST / WIDTH)
        width = max(width, height * WIDTH / HIGHEST)
        across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        return cls(
            Box(across - width / 2, down - height / 2, across + width / 2, down + height / 2)
        )

    @property
    def points(self):
        """Units of the map in one of the plane."""
        return WIDTH / self.box.width

    @property
    def height(self):
        return round(self.box.height * self.points)

    @property
    def transform(self):
        """From the plane to the map, for SVG."""
        return f"scale({self.points:.5g})translate({-self.box.left:.0f} {-self.box.top:.0f})"

    def place(self, x, y):
        return (x - self.box.left) * self.points, (y - self.box.top) * self.points

    @property
    def scale(self):
        """A round distance and how long it is here: at most a quarter of the width."""
        length = plane.kilometre((self.box.top + self.box.bottom) / 2) * self.points
        fitting = [
            km for km in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if km * length <= WIDTH / 4
        ]
        kilometres = fitting[-1] if fitting else 0.1
        return Scale(kilometres, round(kilometres * length))

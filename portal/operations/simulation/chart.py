"""A picture of an opening for print: line, admissions and polls over time, as SVG."""

import numpy as np
from django.template.loader import render_to_string

from .people import LEAD
from .report import length

#: Points of a curve; each is the mean, or of polls the most, of the seconds it stands for.
POINTS = 360
LEFT, WIDTH, TOP, HEIGHT, GAP = 70, 630, 60, 130, 55
#: At most so many marks along a scale.
MARKS = 8
#: Steps of the time scale, in minutes.
MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360)


def draw(result, plan, asked):
    """The SVG document as text; :param asked: what ``polls.count`` returns."""
    admitted = np.concatenate([np.zeros(LEAD), result.seconds["entered"]])
    limit = {"value": plan.capacity, "words": f"best rate {plan.capacity:g}/s"}
    panels = [
        panel(0, "People in line", length(result), np.mean),
        panel(1, "Admissions a second", admitted, np.mean, limit),
        panel(2, "Polls a second (the most in each interval)", asked, np.max),
    ]
    context = {
        "title": f"{plan.arrivals:,} people, {plan.capacity:g} bookings a second",
        "panels": panels,
        "times": times(len(asked)),
        "left": LEFT,
        "right": LEFT + WIDTH,
        "middle": LEFT + WIDTH // 2,
        "bottom": panels[-1]["base"],
    }
    return render_to_string("operations/simulation.svg", context)


def panel(row, title, values, fold, limit=None):
    parts = np.array_split(values, min(POINTS, len(values)))
    heights = [float(fold(part)) for part in parts]
    top = TOP + row * (HEIGHT + GAP)
    highest = max(*heights, limit["value"] if limit else 0, 1)
    marks = scale(highest)
    full = max(highest, marks[-1])

    def level(value):
        return f"{top + HEIGHT * (1 - value / full):.1f}"

    step = WIDTH / max(1, len(heights) - 1)
    curve = [f"{LEFT + step * at:.1f},{level(height)}" for at, height in enumerate(heights)]
    return {
        "title": title,
        "head": top - 12,
        "base": top + HEIGHT,
        "curve": " ".join(curve),
        "marks": [{"y": level(mark), "words": short(mark)} for mark in marks],
        "limit": limit and {"y": level(limit["value"]), "words": limit["words"]},
    }


def scale(highest):
    """Round numbers from nothing to the highest value or a little less."""
    power = 10 ** np.floor(np.log10(highest))
    step = next(power * part for part in (0.2, 0.5, 1, 2) if highest / (power * part) < MARKS - 2)
    return [step * at for at in range(int(highest / step) + 1)]


def times(seconds):
    """Marks of the time scale: round minutes from the opening on."""
    last = seconds - LEAD - 1
    step = next((60 * m for m in MINUTES if last <= 60 * m * MARKS), 60 * MINUTES[-1])
    across = WIDTH / max(1, seconds - 1)
    return [
        {
            "x": f"{LEFT + across * (LEAD + at):.1f}",
            "words": f"{at // 3600}:{at // 60 % 60:02}" if at else "opening",
        }
        for at in range(0, last + 1, step)
    ]


def short(number):
    for size, letter in ((1_000_000, "M"), (1000, "k")):
        if number >= size:
            return f"{number / size:g} {letter}"
    return f"{number:g}"

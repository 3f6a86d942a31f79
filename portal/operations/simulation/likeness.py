"""How far the model is from a measured opening: the same load, on paper."""

import json

import numpy as np

from .opening import Opening
from .plan import Plan

#: Over how many last seconds a bench counts bookings.
WINDOW = 45
NEEDED = ("best_per_s", "offered_x", "goodput_per_s", "seconds", "target", "stay_s")
#: What else a bench may tell: its name there, and here.
MAY = {
    "most_inside": "most_inside",
    "most_per_second": "most_per_second",
    "never_come": "never_come",
    "abandon": "abandon",
    "verify_s": "verify_seconds",
    "react_s": "react_seconds",
    "requests": "requests",
}


def read(text):
    """The figures of ``bench.opening``: a JSON object, alone or on the last line of its output.

    :raises ValueError: when there is none, or a figure is missing or no number.
    """
    lines = text.strip().splitlines() or [""]
    try:
        measured = json.loads(text if text.lstrip().startswith("{") else lines[-1])
    except json.JSONDecodeError:
        raise ValueError("no JSON object in it") from None
    if not isinstance(measured, dict):
        raise ValueError("no JSON object in it")
    if missing := [key for key in NEEDED if key not in measured]:
        raise ValueError("missing: " + ", ".join(missing))
    figures = {key: measured[key] for key in (*NEEDED, *MAY) if key in measured}
    for key, figure in figures.items():
        if isinstance(figure, bool) or not isinstance(figure, int | float) or figure < 0:
            raise ValueError(f"{key} is no number: {figure!r}")
    return figures


def plan(measured, seed):
    """The bench's load: steady arrivals of people who need a moment to verify and to react."""
    people = measured["best_per_s"] * measured["offered_x"] * measured["seconds"]
    quick = {"verify_seconds": 1.0, "react_seconds": 1.0, "never_come": 0.02, "abandon": 0.0}
    told = {here: measured[there] for there, here in MAY.items() if there in measured}
    # A bench's people press at once; the model's spread around a moment needs one.
    told["react_seconds"] = max(told.get("react_seconds", 1.0), 0.1)
    return Plan(
        arrivals=round(people),
        capacity=measured["best_per_s"],
        seed=seed,
        steady_seconds=max(1, round(measured["seconds"])),
        hours=measured["seconds"] / 3600,
        target=round(measured["target"]),
        stay_seconds=measured["stay_s"],
        **{**quick, **told},
    )


def compare(measured, seed):
    """Bookings a second in the last 45 s: the model's, the measured, and the error as a share."""
    booked = Opening(plan(measured, seed)).run().seconds["booked"]
    model, real = float(np.mean(booked[-WINDOW:])), measured["goodput_per_s"]
    return model, real, (model - real) / real if real else float("inf")

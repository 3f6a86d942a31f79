"""The seventeen provinces, with what no register carries: short and English names, the codes of
Statistics Korea, and what the drawn outlines call them."""

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "provinces.csv"


@cache
def provinces():
    """Every province as ``{code, name_ko, short_ko, name_en, short_en, kostat, outline}``, in the
    official order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

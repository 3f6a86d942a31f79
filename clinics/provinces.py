"""The seventeen provinces, with the short and English names that no register carries."""

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "provinces.csv"


@cache
def provinces():
    """Every province as ``{code, name_ko, short_ko, name_en}``, in the official order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

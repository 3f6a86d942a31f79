"""The questions, as data: versions that never change, the last of which is asked."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

FILE = Path(__file__).parent.parent / "data" / "screening.toml"


@dataclass(frozen=True)
class Question:
    code: str
    ko: str
    en: str

    def __str__(self):
        return self.en if get_language() == "en" else self.ko


@cache
def versions():
    """The questions of each version by its name, the oldest first."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))["versions"]
    return {
        version["name"]: tuple(Question(**question) for question in version["questions"])
        for version in told
    }


def newest():
    """:returns: the name of the version that is asked, and its questions."""
    return list(versions().items())[-1]

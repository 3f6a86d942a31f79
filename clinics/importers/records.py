from dataclasses import dataclass, field

from clinics.models import Region


@dataclass
class Record:
    """One clinic as a register tells it, cleaned, with what was wrong about it."""

    row: int
    key: str
    name: str
    active: bool = True
    kind: str = ""
    vaccinates: bool = True
    district: Region | None = None
    address: str = ""
    postcode: str = ""
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    doubts: list[str] = field(default_factory=list)


def tidy(text):
    """One line without blanks at its ends, doubled blanks and control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())

"""A chart is a table first: what is drawn, what is read aloud and what is taken home as CSV."""

from dataclasses import dataclass, field
from itertools import zip_longest

from django.utils.translation import gettext as _


@dataclass
class Chart:
    key: str
    title: str
    #: What the rows are, as the table's first column is called.
    of: str
    #: What the figures count.
    unit: str
    rows: list = field(default_factory=list)
    #: One name for each figure of a row.
    series: list[str] = field(default_factory=list)
    kind: str = "bar"
    stacked: bool = False
    #: How many of the series are drawn; the others stand in the table alone.
    drawn: int = 99
    note: str = ""
    #: The codes of the regions the rows are of, where a map is drawn of the first figure.
    regions: list[str] = field(default_factory=list)

    @property
    def listed(self):
        """Each row with its region's code, or none."""
        return list(zip_longest(self.regions, self.rows))

    @property
    def data_id(self):
        return f"{self.key}-data"

    @property
    def header(self):
        return [self.of, *self.series]

    @property
    def drawing(self):
        """What the browser's script draws: plain figures, no code."""
        return {
            "type": self.kind,
            "stacked": self.stacked,
            "unit": self.unit,
            "labels": [str(label) for label, *_figures in self.rows],
            "series": [
                {"name": name, "values": [row[number] for row in self.rows]}
                for number, name in enumerate(self.series[: self.drawn], 1)
            ],
        }


def share(part, whole):
    """Per cent to one digit, or None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def band_name(band):
    return f"{band}–{band + 4}"


def dose_name(dose):
    return _("dose %(dose)s") % {"dose": dose}

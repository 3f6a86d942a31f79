"""What a report is made of. Its rows are written by PostgreSQL itself, so cells are SQL."""

import hmac
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.timezone import make_aware

from bookings.models import Campaign
from bookings.models.exports import FILTERS
from clinics.models import Region, VaccineGroup


class Column(NamedTuple):
    code: str
    title: str | Promise
    means: str | Promise
    sql: str
    #: A number in a spreadsheet; everything else is text there.
    number: bool = False
    #: Encrypted in the database: opened by the worker, and only in exports with names.
    sealed: bool = False


class Report(NamedTuple):
    columns: list[Column]
    #: SQL after ``SELECT cells``, in an order that never varies.
    rows: str
    #: Its common table expressions. ``{free:sql}`` is text that people typed.
    given: str = ""
    #: Whether it asks for days, and which of ``exports.FILTERS`` can narrow it down.
    days: bool = True
    filters: tuple = FILTERS
    #: Whether its rows are those of bookings in the order of their ids, and can be read in parts.
    parted: bool = False
    #: Who may take it home.
    permission: str = "bookings.export_booking"

    def columns_of(self, named):
        return [column for column in self.columns if named or column.code not in IDENTIFYING]

    @property
    def has_names(self):
        return any(column.code in IDENTIFYING for column in self.columns)


#: Columns of exports with names.
IDENTIFYING = ("reference", "name")


class Terms(NamedTuple):
    """What is asked for, as parameters of a report's SQL."""

    as_of: datetime
    first: date | None = None
    last: date | None = None
    region: Region | None = None
    campaign: Campaign | None = None
    group: VaccineGroup | None = None
    #: The bookings of one part: ids from ``low`` to below ``high``.
    low: int = 0
    high: int = 2**63 - 1

    def answers(self):
        first, last = self.first or EVER[0], self.last or EVER[1]
        return {
            "as_of": self.as_of,
            "first": first,
            "last": last,
            "from": make_aware(datetime.combine(first, time())),
            "until": make_aware(datetime.combine(last + timedelta(1), time())),
            **{name: (each := getattr(self, name)) and each.pk for name in FILTERS},
            "key": pseudonym_key(self.as_of),
            "low": self.low,
            "high": self.high,
        }


#: The days of a report that asks for none.
EVER = date(1900, 1, 1), date(2999, 12, 31)


def pseudonym_key(as_of):
    """32 bytes that make the pseudonyms of all exports of one moment, and of no other.

    So two files of one moment can be joined, one file can be made again byte for byte, and
    nobody can be followed from month to month. The first pepper is never taken away.
    """
    said = f"exports as of {as_of.timestamp():.6f}"
    return hmac.digest(settings.IDENTIFIER_PEPPERS[0].encode(), said.encode(), "sha256")


def pseudonym(kind, number):
    """SQL of the sixteen letters that stand for a row's id."""
    return f"left(encode(sha256(%(key)s || '{kind}'::bytea || int8send({number})), 'hex'), 16)"


def moment(at):
    """SQL of a time in Korea to the minute."""
    return f"to_char({at} AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD HH24:MI')"


def birth_band(born):
    """SQL of five years, as in 1960-1964: enough to count by, too little to find somebody."""
    start = f"(extract(year FROM {born})::int / 5 * 5)"
    return f"{start} || '-' || {start} + 4"


def _words(choices):
    return "; ".join(f"{value}: {label}" for value, label in choices)


#: The values a column may have and what they mean, in the language of whoever reads it.
words = lazy(_words, str)

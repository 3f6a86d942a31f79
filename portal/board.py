"""The board by the door: notices, and which rounds are open and come next.

All of it by the database's clock.
"""

from dataclasses import dataclass
from datetime import datetime
from math import floor

from accounts import clock
from accounts.clock import PortalNow
from bookings.models import RoundVersion
from portal.models import Notice


@dataclass
class Board:
    now: datetime
    versions: list[RoundVersion]
    posted: list[Notice]

    @property
    def open(self):
        return [version for version in self.versions if version.opens_at <= self.now]

    @property
    def coming(self):
        return [version for version in self.versions if version.opens_at > self.now]

    @property
    def notices(self):
        return [notice for notice in self.posted if notice.shown_from <= self.now]

    def fresh_for(self, at_most):
        """Whole seconds, of at most so many, in which nothing on the board changes."""
        moments = [m for v in self.versions for m in (v.opens_at, v.closes_at)]
        moments += [m for n in self.posted for m in (n.shown_from, n.shown_until) if m]
        left = [(m - self.now).total_seconds() for m in moments if m > self.now]
        return min(at_most, floor(min(left, default=at_most)))


def read():
    """The rounds and notices that are not over, as they stand at the database's now."""
    versions = list(
        RoundVersion.objects.current()
        .filter(closes_at__gt=PortalNow())
        .select_related("round__campaign")
        .annotate(now=PortalNow())
    )
    return Board(
        now=versions[0].now if versions else clock.now(),
        versions=versions,
        posted=list(Notice.objects.not_over()),
    )

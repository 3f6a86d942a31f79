"""The board by the door: which rounds are open and which come next, by the database's clock."""

from dataclasses import dataclass
from datetime import datetime
from math import floor

from accounts import clock
from accounts.clock import PortalNow
from bookings.models import RoundVersion


@dataclass
class Board:
    now: datetime
    open: list[RoundVersion]
    coming: list[RoundVersion]

    def fresh_for(self, at_most):
        """Whole seconds, of at most so many, in which no round opens or closes."""
        edges = [version.closes_at for version in self.open]
        edges += [version.opens_at for version in self.coming]
        left = min((edge - self.now).total_seconds() for edge in edges) if edges else at_most
        return min(at_most, floor(left))


def read():
    """The rounds that are not over, in order of opening, as they stand at the database's now."""
    versions = list(
        RoundVersion.objects.current()
        .filter(closes_at__gt=PortalNow())
        .select_related("round__campaign")
        .annotate(now=PortalNow())
    )
    now = versions[0].now if versions else clock.now()
    return Board(
        now=now,
        open=[version for version in versions if version.opens_at <= now],
        coming=[version for version in versions if version.opens_at > now],
    )

"""The board by the door: notices, and which rounds are open and come next.

All of it by the database's clock. What was read last is remembered: while the database does not
answer, time goes on by this process's own, and an opening is still shown at its second.
"""

import logging
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import floor
from threading import Lock

from django.db import Error
from django.utils import timezone

from bookings import eligibility
from bookings.models import RoundVersion
from portal.models import Notice
from portal.waiting.models import Line

logger = logging.getLogger(__name__)

#: Seconds for which a process believes its last look, and after which a page tells its hour.
BELIEVED, OLD = 0.5, 15
#: Seconds that one visitor waits for the very first look, which another has begun.
PATIENCE = 2
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Board:
    now: datetime
    versions: list[RoundVersion]
    posted: list[Notice]
    lines: list[Line]
    #: None on the empty board of a process that never reached the database.
    read_at: datetime | None
    #: This machine's own clock, in Unix time, as it was ``now``: a page takes time to be made.
    clock: float = 0.0
    #: What tells one look at the database from another.
    look: float = 0.0

    @property
    def open(self):
        return [v for v in self.versions if v.opens_at <= self.now < v.closes_at]

    @property
    def coming(self):
        return [version for version in self.versions if version.opens_at > self.now]

    @property
    def notices(self):
        return [n for n in self.posted if n.shown_from <= self.now < (n.shown_until or NEVER)]

    @property
    def enrolling(self):
        """The line whose early lane takes people now, or None."""
        return next((li for li in self.lines if li.early_from <= self.now < li.live_from), None)

    @property
    def known(self):
        return self.read_at is not None

    @property
    def old(self):
        return self.known and self.now - self.read_at > timedelta(seconds=OLD)

    def last_second(self, at_most):
        """The last whole second, in Unix time, in which a cache may show this board.

        Caches count whole seconds and keep a page until the one it ends in is over, so this is
        the second before the next edge of a round or a notice.

        :param at_most: seconds to keep it where no edge is near.
        """
        left = (self.next_edge - self.now).total_seconds()
        return floor(self.clock + min(at_most, left)) - 1

    @property
    def next_edge(self):
        """The moment at which it says something else, of itself."""
        moments = [m for v in self.versions for m in (v.opens_at, v.closes_at)]
        moments += [m for n in self.posted for m in (n.shown_from, n.shown_until) if m]
        moments += [m for line in self.lines for m in (line.early_from, line.live_from)]
        return min((m for m in moments if m > self.now), default=NEVER)


_lock = Lock()
#: The last look that found something: what, and when.
_seen: dict = {"until": 0.0, "look": None}


def read():
    """The board as it stands now; what was seen last, while the database does not answer.

    One visitor at a time goes and looks. Meanwhile the others are shown what is remembered, so
    that a database that hangs holds up one of them and not all.
    """
    if time.monotonic() >= _seen["until"]:
        first = _seen["look"] is None
        if _lock.acquire(timeout=PATIENCE if first else 0):
            try:
                look()
            finally:
                _lock.release()
    if _seen["look"] is None:
        now = timezone.now()
        return Board(now, [], [], [], read_at=None, clock=now.timestamp())
    remembered, when = _seen["look"]
    now = remembered.now + timedelta(seconds=time.monotonic() - when)
    return replace(remembered, now=now, clock=time.time(), look=when)


def look():
    if time.monotonic() < _seen["until"]:
        return  # somebody else did while we waited
    try:
        board = ask()
    except Error as trouble:
        logger.warning("The landing page goes by what it remembers: %s", trouble)
    else:
        _seen["look"] = board, time.monotonic()
    _seen["until"] = time.monotonic() + BELIEVED


def ask():
    """The rounds and notices that are not over, as they stand at the database's now."""
    now, versions = eligibility.not_over()
    notices, lines = Notice.objects.not_over(), Line.objects.early_lanes()
    return Board(now, versions, notices, lines, read_at=now)


def forget():
    """Look again at once, as if nothing was ever seen."""
    _seen.update(until=0.0, look=None)

"""The one small file that everybody who waits reads: the same for all, written every second.

nginx serves it as it lies on the disk, so that ten million questions cost the portal nothing; our
own pages read it too, and so ask neither database nor store for whoever only holds a number.
"""

import json
import os
import time
from datetime import datetime
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.utils.translation import get_language

from . import pacing

#: Seconds after which a file that nobody wrote anew is no longer believed.
GOOD_FOR = 15
#: Seconds for which a process believes its last look at the file.
GLANCE = 0.5

PAUSED, OPEN = "paused", "open"


class Bulletin:
    """What the file says, or nothing at all: then the gate is paused."""

    def __init__(self, words=None):
        self.words = words or {}
        self.get = self.words.get

    @property
    def fresh(self):
        # Nor is one out of the future believed, when somebody has set the clock back.
        return abs(time.time() - self.get("at", 0)) < self.get("good_for", GOOD_FOR)

    @property
    def state(self):
        return self.get("state", PAUSED) if self.fresh else PAUSED

    @property
    def queueing(self):
        """Whether who comes now has to wait."""
        return self.state != OPEN or self.get("queueing", True)

    @property
    def line(self):
        """The id of the line that who comes now joins, or None."""
        return self.get("line")

    @property
    def name(self):
        return self.get("name", {}).get(get_language(), "")

    @property
    def message(self):
        return self.get("message", {}).get(get_language(), "")

    @property
    def opens_at(self):
        return datetime.fromisoformat(self.get("opens_at")) if self.get("opens_at") else None

    @property
    def not_open_yet(self):
        return bool(self.get("before"))

    @property
    def puzzle(self):
        """Whether a browser works on a task before it gets a number."""
        return bool(self.get("puzzle"))

    @property
    def seconds_to_opening(self):
        """By the portal's clock when the file was written, and by ours since then."""
        return max(0.0, self.get("opens_in", 0) - (time.time() - self.get("at", 0)))

    @property
    def rate(self):
        """Positions a second by which the line moves on; zero when it stands."""
        return 0 if self.state == PAUSED else self.get("rate", 0)

    def going(self, line):
        """How far a line is that still calls people: the current one or one before it, or None."""
        if line is None or line == self.line:
            return self.words
        return self.get("others", {}).get(str(line))

    def ahead(self, position, line=None):
        return max(0, position - 1 - self.going(line).get("served", 0))

    def position(self, number, line=None):
        """Of a live number: it stands behind the whole early lane."""
        return number + self.going(line).get("early", 0)


_lock = Lock()
_seen = {"until": 0.0, "stamp": None, "bulletin": Bulletin()}


def read():
    """The file as it is, at most ``GLANCE`` seconds old."""
    if time.monotonic() < _seen["until"]:
        return _seen["bulletin"]
    with _lock:
        try:
            path = Path(settings.WAITING_BULLETIN)
            stamp = (path, path.stat().st_mtime_ns)
            if stamp != _seen["stamp"]:
                _seen["bulletin"] = parse(path.read_text())
                _seen["stamp"] = stamp
        except (OSError, ValueError):
            _seen["bulletin"] = Bulletin()
            _seen["stamp"] = None
        _seen["until"] = time.monotonic() + GLANCE
    return _seen["bulletin"]


def parse(text):
    """:raises ValueError: when it is no bulletin."""
    words = json.loads(text)
    if not isinstance(words, dict):
        raise ValueError("not a bulletin")
    return Bulletin(words)


def write(words):
    """Put a new file in the place of the old one: nobody ever reads half of one.

    :param words: what ``Bulletin`` reads; the time and the table of paces are added here.
    """
    path = Path(settings.WAITING_BULLETIN)
    path.parent.mkdir(parents=True, exist_ok=True)
    words = {"at": round(time.time(), 1), "good_for": GOOD_FOR, "pace": paces(), **words}
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps(words, ensure_ascii=False))
    unfinished.chmod(0o644)
    unfinished.replace(path)
    forget()


def forget():
    """Look at the file again at once."""
    _seen["until"] = 0.0


def paces():
    """The server's word on when to ask again, as ``static/wait.js`` reads it."""
    table = [[None if until == float("inf") else until, ask] for until, ask in pacing.PACE]
    asks = {"table": table, "unknown": pacing.UNKNOWN, "jitter": pacing.JITTER}
    return {**asks, "sure": pacing.SURE, "far": pacing.FAR}

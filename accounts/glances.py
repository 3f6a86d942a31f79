"""What many people look at in the same seconds is worked out once for all of them.

Only what is the same for everybody: places left, days and times, pages around blank forms, never
anything of a person or of a round. It lies in the memory of a web process, with no store on the
way, and is at most ``FRESH`` seconds old; whoever presses the button is told by the statement that
books.
"""

import time

#: Seconds.
FRESH = 2.0
#: Pages kept at most; then all are forgotten, which costs each of them one more look.
MOST = 2000

_seen: dict[object, tuple[float, object]] = {}


def glance(key, look, fresh=None):
    """What ``look()`` returned for this key within the last ``FRESH`` or ``fresh`` seconds, or
    returns now."""
    until, found = _seen.get(key, (0.0, None))
    if time.monotonic() < until:
        return found
    found = look()
    if len(_seen) >= MOST:
        _seen.clear()
    _seen[key] = time.monotonic() + (fresh or FRESH), found
    return found


def forget():
    _seen.clear()

import os
import signal
import sys
from contextlib import contextmanager

from .children import die_with_parent

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def until_told():
    """Leave the block in order on Ctrl-C, on SIGTERM, and when our own parent dies."""

    def leave(number, frame):
        # Once: a second Ctrl-C must not break the orderly end of the first.
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        sys.exit(128 + number)

    before = {each: signal.signal(each, leave) for each in SIGNALS}
    die_with_parent(os.getppid())
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)

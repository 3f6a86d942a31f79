"""A doorbell, not a letter: tell the workers that there is work, never what it is.

The work is rows in PostgreSQL. A ring costs more than a lean view, so each
process rings at most once per ``QUIET`` seconds and swallows the rings between;
``answered`` is the other half of that bargain. A store that is gone costs one
short timeout per quiet time, and beat's sweep finds the rows later.
"""

import logging
import time
from functools import cache
from threading import Lock

from celery import current_app
from kombu.pools import producers

logger = logging.getLogger(__name__)

#: Seconds in which one process rings a bell once.
QUIET = 0.5
#: A ring is not worth waiting for: a tenth of a second, in seconds, and no second try.
HURRY = {"socket_connect_timeout": 0.1, "socket_timeout": 0.1, "max_retries": 0}

_last: dict[str, float] = {}
_lock = Lock()


@cache
def line():
    """The process's own connection for ringing, opened with the first ring."""
    return current_app.connection_for_write(transport_options=HURRY)


def ring(task, anew=False):
    """Tell the workers that there is work for a task. Never raises, never retries.

    :param task: the task's registered name, so that verbs need not import the tasks above them.
    :param anew: that the last ring of this process was answered, so that none is swallowed.
    """
    now = time.monotonic()
    with _lock:
        if not anew and now - _last.get(task, -QUIET) < QUIET:
            return
        _last[task] = now
    try:
        with producers[line()].acquire(block=True, timeout=0.1) as producer:
            current_app.send_task(
                task, producer=producer, retry=False, ignore_result=True, expires=60
            )
    except Exception as trouble:  # the store may fail in any way; the row is safe
        logger.warning("The bell of %s did not ring: %s", task, trouble)


def answered(work):
    """Call ``work`` until it finds nothing to do, then once more after the quiet time.

    A ring swallowed at time t follows one that was sent at most ``QUIET`` before
    t, and its row was committed before t: whoever answers the sent ring and
    looks again ``QUIET`` later has seen that row.

    :returns: how much was done, as the sum of what ``work`` returned.
    """
    total = 0
    for wait in (0, QUIET * 1.25):
        time.sleep(wait)
        while done := work():
            total += done
    return total


def answered_in_turns(work, task):
    """The same for long work: one turn of it, and a ring for the next, so that whoever else has a
    bell in the queue is answered between.

    :param task: the name of the task whose work it is.
    :returns: what ``work`` returned: nothing when there was nothing to do.
    """
    for wait in (0, QUIET * 1.25):
        time.sleep(wait)
        if done := work():
            ring(task, anew=True)
            return done
    return done

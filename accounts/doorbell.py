"""A doorbell, not a letter: tell the workers that there is work, never what it is.

The work is rows in PostgreSQL. A ring costs more than a lean view, so each
process rings at most once per ``QUIET`` seconds and swallows the rings between;
``answered`` is the other half of that bargain. A store that is gone costs one
short timeout per quiet time, and beat's sweep finds the rows later.
"""

import logging
import time
from contextlib import contextmanager
from functools import cache
from threading import Lock
from uuid import uuid4

from celery import current_app, current_task
from kombu.pools import producers

logger = logging.getLogger(__name__)

#: Seconds in which one process rings a bell once.
QUIET = 0.5
#: A ring is not worth waiting for: a tenth of a second, in seconds, and no second try.
HURRY = {"socket_connect_timeout": 0.1, "socket_timeout": 0.1, "max_retries": 0}
#: Where the store keeps the last ring of a bell, for longer than a bell may be on its way.
LAST, KEPT = "last-ring:{task}", 120

_last: dict[str, float] = {}
_lock = Lock()


@cache
def line():
    """The process's own connection for ringing, opened with the first ring."""
    return current_app.connection_for_write(transport_options=HURRY)


@contextmanager
def at_the_line():
    """Who sends bells, and the store they go through, by one connection: what kombu makes of a
    broker's address, no other client would."""
    with (
        producers[line()].acquire(block=True, timeout=0.1) as producer,
        producer.channel.conn_or_acquire() as store,
    ):
        yield producer, store


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
        name = str(uuid4())
        with at_the_line() as (producer, store):
            # Before it is sent: who answers it must not take an earlier ring for a later one.
            store.set(LAST.format(task=task), name, ex=KEPT)
            current_app.send_task(
                task, task_id=name, producer=producer, retry=False, ignore_result=True, expires=60
            )
    except Exception as trouble:  # the store may fail in any way; the row is safe
        logger.warning("The bell of %s did not ring: %s", task, trouble)


def answered(work):
    """Call ``work`` until it finds nothing to do, then once more after the quiet time.

    A ring swallowed at time t follows one that was sent at most ``QUIET`` before
    t, and its row was committed before t: whoever answers the sent ring and
    looks again ``QUIET`` later has seen that row. So has whoever answers a ring
    sent after that one; only the last ring's answerer has to look again.

    :returns: how much was done, as the sum of what ``work`` returned.
    """
    total = everything(work)
    return total + everything(work) if is_last() else total


def answered_in_turns(work, task):
    """The same for long work: one turn of it, and a ring for the next, so that whoever else has a
    bell in the queue is answered between.

    :param task: the name of the task whose work it is.
    :returns: what ``work`` returned: nothing when there was nothing to do.
    """
    if done := work() or (work() if is_last() else 0):
        ring(task, anew=True)
    return done


def everything(work):
    total = 0
    while done := work():
        total += done
    return total


def is_last():
    """Sleep through the quiet time of the ring that is being answered.

    :returns: False, and at once, when a later ring of the bell is on its way: its answerer looks
        in our stead. With every web process ringing, all workers would do nothing but sleep, and
        whoever waits for another bell would wait for them.
    """
    end = time.monotonic() + QUIET * 1.25
    while (left := end - time.monotonic()) > 0:
        if overtaken():
            return False
        time.sleep(min(left, QUIET / 5))
    return True


def overtaken():
    """Whether a later ring was noted. If its bell was lost after that, the sweep finds the rows."""
    if not (current_task and current_task.request.id):
        return False
    try:
        with at_the_line() as (_producer, store):
            last = store.get(LAST.format(task=current_task.name))
    except Exception:  # as in ``ring``; whoever cannot know looks again
        return False
    return last is not None and last.decode() != current_task.request.id

"""One slow or dead identity provider harms nobody else.

Each provider has a bulkhead (so many calls at once; who comes then waits a moment if those calls
are quick ones, and is refused if not) and a circuit breaker (after a few failures it rests, then
one call probes it). Both live in the memory of a web process and need neither the store nor the
database; what all processes share is the provider's light, which turns red when a breaker opens.
"""

import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from threading import Condition

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.lights import report_trouble
from accounts.refusals import Refused

logger = logging.getLogger(__name__)

#: Seconds after which an answer counts as none: it kept a thread as long as a failure does.
SLOW = 3
#: Seconds after which a call that has not come back opens the breaker by itself.
STUCK = 10
#: So many failures in a row, none older than so many seconds, open the breaker.
FAILURES, LATELY = 3, 60
#: Seconds that an open breaker spares its provider before it lets one call probe.
REST = 20
#: Seconds to wait for a place among calls none of which is older than that.
MOMENT = 0.2
#: Seconds after which to ask again for a place among the calls.
SOON = 3


class Trouble(Exception):
    """A provider could not be reached, or what it said does not hold."""


class TurnedAway(Refused):
    """A provider is not asked now. Nothing was written, and nothing counts against the person."""

    def __init__(self, words, seconds):
        """:param seconds: after which it makes sense to come back."""
        super().__init__(words)
        self.seconds = seconds


@dataclass(eq=False)
class Call:
    began: float
    probe: bool


@dataclass
class Breaker:
    running: list[Call] = field(default_factory=list)
    waiting: int = 0
    failed: list[float] = field(default_factory=list)
    #: When a resting provider may be probed; None while all is well.
    rests_until: float | None = None

    def left_to_rest(self, moment):
        """Seconds for which nobody is let through, 0 when this call may pass or probe."""
        if self.rests_until is None:
            return 0
        probing = any(call.probe for call in self.running)
        return max(self.rests_until - moment, SOON if probing else 0)

    def is_quick(self):
        moment = time.monotonic()
        return all(moment - call.began < MOMENT for call in self.running)

    def is_stuck(self, moment):
        return any(moment - call.began > STUCK for call in self.running)

    def succeed(self):
        self.failed, self.rests_until = [], None
        return False

    def fail(self, moment):
        """:returns: like ``succeed``, whether the breaker is open now."""
        self.failed = [when for when in self.failed if moment - when < LATELY] + [moment]
        if self.rests_until is not None or len(self.failed) >= FAILURES:
            self.rests_until = moment + REST
        return self.rests_until is not None


#: By the provider's code, in this process. The lock is held for moments, never during a call.
breakers: dict[str, Breaker] = {}
lock = Condition()


@contextmanager
def turn(provider):
    """Take a place among the calls to a provider before anything is written.

    :returns: ``ask(call, *arguments)``, which calls and judges what came of it: ``Refused`` is
        an answer, every other exception a failure, and so is an answer after ``SLOW`` seconds.
    :raises TurnedAway: when the provider rests, or too many are being asked already.
    """
    call = begin(provider)
    try:
        yield partial(ask, provider)
    finally:
        with lock:
            breakers[provider.code].running.remove(call)
            lock.notify_all()


def begin(provider):
    with lock:
        breaker = breakers.setdefault(provider.code, Breaker())
        kept = sum(len(each.running) + each.waiting for each in breakers.values())
        room = kept < settings.IDENTITY_CALLS_TOGETHER and (has_room(breaker) or wait(breaker))
        moment = time.monotonic()
        rest = breaker.left_to_rest(moment)
        if room and not rest:
            call = Call(moment, probe=breaker.rests_until is not None)
            breaker.running.append(call)
            return call
        opened = not rest and breaker.is_stuck(moment) and breaker.fail(moment)
    if opened:
        report(provider)
    raise resting(provider, rest) if rest else busy()


def has_room(breaker):
    return len(breaker.running) < settings.IDENTITY_CALLS


def wait(breaker):
    """Let somebody wait who would come in within a moment. A thread that waits is kept like one
    that calls, and counts like it.

    :returns: whether there is room now.
    """
    if not (breaker.running and breaker.is_quick()):
        return False
    breaker.waiting += 1
    try:
        return lock.wait_for(partial(has_room, breaker), MOMENT)
    finally:
        breaker.waiting -= 1


def ask(provider, call, *arguments):
    began = time.monotonic()
    try:
        answer = call(*arguments)
    except Refused:
        judge(provider, began)
        raise
    except Exception:
        judge(provider, began, failed=True)
        raise
    judge(provider, began)
    return answer


def judge(provider, began, failed=False):
    moment = time.monotonic()
    with lock:
        breaker = breakers[provider.code]
        good = not failed and moment - began <= SLOW
        opened = breaker.succeed() if good else breaker.fail(moment)
    if opened:
        report(provider)


def report(provider):
    logger.warning("Provider %s is left in peace for %d seconds", provider.code, REST)
    report_trouble(provider)


def busy():
    return TurnedAway(
        _("This way to verify is busy. Please choose another one, or try again in a few seconds."),
        SOON,
    )


def resting(provider, seconds):
    return TurnedAway(silent(provider), ceil(seconds))


def silent(provider):
    """What somebody reads about a provider in trouble."""
    return _(
        "%(provider)s does not answer as it should. Please choose another way or try later."
    ) % {"provider": provider}


def out_of_service():
    return _("The identity check by phone is not in service. Please choose another way.")

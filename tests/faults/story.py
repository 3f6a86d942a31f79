"""The one story of every fault: while people book, move and cancel at full rate, something breaks
and is mended; then whoever met an error sends the same form again, and all is counted."""

import time
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from django.db.models import Max

from bookings.audit import audit
from bookings.models import Booking, Notification
from tests.processes import await_truth

from . import ledger, quarter
from .crowd import ACCEPTED, Crowd


@dataclass(frozen=True)
class Outcome:
    counts: Counter
    #: Seconds from the mending until a booking made after it was confirmed.
    recovered: float
    #: In words, what somebody was told that is not so.
    lost: list
    #: Of the audit's checks, those that found something: promise, words, how often.
    broken: list
    #: In words, messages that came wrong.
    misdelivered: list
    #: What did not survive the fault of something else.
    dead: list

    @property
    def wrong(self):
        return [*self.lost[:5], *self.broken, *self.misdelivered[:5], *self.dead]


@dataclass(frozen=True)
class Size:
    """Of a quarter and its crowd: clinics, those who move or cancel, and for how many answers all
    goes on before, during and after."""

    clinics: int = 9
    movers: int = 36
    answers: int = 60


def run(realm, fault, size=Size()):
    """:param fault: one of ``breaking``."""
    since, messages = newest(Booking), newest(Notification)
    realm.gateway.requests.clear()
    slots = quarter.build(size.clinics)
    newcomers = quarter.to_book(realm.people, slots)
    with Crowd(realm.web.url, islice(newcomers, size.movers)) as before:
        before.finish()
    # A message that is sent again tells how the booking is then: none is on its way when it moves.
    unsent = Notification.objects.filter(delivered_at=None)
    await_truth(lambda: not Booking.objects.held().exists() and not unsent.exists(), seconds=30)
    booked = [form for form in before.sent if form.last == ACCEPTED]
    forms = mix(list(quarter.to_change_or_cancel(booked, slots)), newcomers)
    with Crowd(realm.web.url, forms) as crowd:
        crowd.goes_on(size.answers)
        with fault(realm):
            crowd.goes_on(size.answers)
            mended = time.monotonic()
        form = crowd.next_accepted()
        await_truth(lambda: decided(form), seconds=60)
        recovered = time.monotonic() - mended
        crowd.goes_on(size.answers)
    crowd.send_again()
    crowd.sent += before.sent
    realm.settle()
    broken = [(check.promise, check.says, found) for check, found, _examples in audit() if found]
    lost, misdelivered = ledger.breaches(crowd, since), ledger.misdelivered(realm.gateway, messages)
    return Outcome(crowd.counts(), recovered, lost, broken, misdelivered, realm.dead())


def newest(table):
    return table.objects.aggregate(last=Max("pk"))["last"] or 0


def mix(few, many):
    """In turns, as long as there are some of the few."""
    for each in few:
        yield each
        yield next(many)
    yield from many


def decided(form):
    person, key = form.visitor.person, form.key
    rows = Booking.objects.filter(person=person, idempotency_key=key)
    return rows.exclude(status=Booking.Status.HELD).exists()

"""Supply manager Lee, and what became of those whom her acts concern."""

import datetime as dt
import uuid
from collections import Counter

from bookings import desk, supply
from bookings.audit import audit
from bookings.models import Booking
from clinics.models import Vaccine

from .builders import make_staff

DAYS = {"first_date": dt.date(2021, 8, 26), "last_date": dt.date(2021, 8, 28)}


class Lee:
    def __init__(self):
        self.member = make_staff("lee", "Supply managers")

    def prepare(self, kind, **more):
        what = {**DAYS, "reason": "The lorry broke down.", **more}
        if kind != "dropout":
            what.setdefault("vaccine", Vaccine.objects.get(code="mrna-product"))
        return supply.prepare(self.member, kind=kind, **what)

    def carry_out(self, kind, **more):
        """Prepare, start, and have the workers do all of it."""
        act = self.prepare(kind, **more)
        supply.start(act, self.member)
        finish()
        act.refresh_from_db()
        return act


def finish(limit=200):
    while supply.work(limit):
        pass


def fates(act):
    return dict(Counter(act.items.values_list("state", flat=True)))


def told(booking):
    return list(booking.notifications.order_by("pk").values_list("template", flat=True))


def second_of(first, slot):
    desk.book_second(first, slot.pk, uuid.uuid4())
    return Booking.objects.get(first_dose=first, status="confirmed")


def sound():
    return [check.says for check, breaches, _examples in audit() if breaches] == []

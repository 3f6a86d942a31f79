import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bookings import offers, waitlist
from bookings.confirmation import confirm_batch, give_back_missed
from bookings.models import Offer

from . import choices
from .acting import Acting
from .model import FIRST_DAYS
from .model import Offer as Offered

HOURS = st.sampled_from([1, 24, 48, 72])


class Worker(Acting):
    """What the portal does by itself, and time."""

    @rule(what=st.sampled_from(["confirm", "offer", "end_offers", "give_back"]))
    def work(self, what):
        getattr(self, what)()

    def confirm(self):
        while confirm_batch():
            pass
        choices.second_doses(self.model, self.model.decide())

    @rule(hours=HOURS)
    def later(self, hours):
        self.pass_time(hours)

    @precondition(lambda self: self.model.today > FIRST_DAYS[1])
    @rule(weeks=st.sampled_from([1, 3, 5]))
    def much_later(self, weeks):
        self.pass_time(weeks * 7 * 24)

    def pass_time(self, hours):
        """The worker was not idle meanwhile: it confirms, and then ends what is over."""
        self.confirm()
        self.model.now += dt.timedelta(hours=hours)
        self.at(f"{self.model.now}")
        self.end_offers()

    def give_back(self):
        while give_back_missed():
            pass
        self.model.give_back_missed()

    def offer(self):
        while waitlist.offer_batch():
            before = {slot: self.model.in_line(slot) for slot in self.model.slots.values()}
            made = Offer.objects.exclude(pk__in=self.model.offers)
            for row in made.order_by("pk"):
                ends = row.ends_at + dt.timedelta(hours=9)
                self.model.offers[row.pk] = offer = Offered(
                    row.pk,
                    self.model.waits[row.entry_id],
                    self.model.slots[row.slot_id],
                    ends.replace(tzinfo=None),
                )
                offer.wait.state = "offered"
            choices.offered(self.model, before, set(made.values_list("pk", flat=True)))
        choices.nobody_waits_for_a_free_place(self.model)

    def end_offers(self):
        while offers.end_batch():
            pass
        self.model.end_offers()

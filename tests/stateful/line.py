from itertools import product

from hypothesis.stateful import precondition, rule

from bookings import offers, waitlist
from bookings.models import Offer, Waitlist

from .acting import WHICH, Acting, answered, pick
from .model import Wait


class Line(Acting):
    """The waiting list, and offers of places."""

    @rule(which=WHICH)
    def join(self, which):
        (person,) = pick(product(self.model.people.values()), which, self.model.may_join)
        may = self.model.may_join(person)
        entry, refused = answered(waitlist.join, self.town.proofs[person.pk], "9911000000")
        assert refused != may
        if may:
            self.model.waits[entry] = Wait(entry, person)

    @precondition(lambda self: self.model.waits)
    @rule(which=WHICH)
    def leave(self, which):
        wait = pick(self.model.waits.values(), which)
        kept = [o for o in self.model.offers.values() if o.wait is wait and o.state == "open"]
        may = bool(kept) or wait.state in ("waiting", "offered")
        _, refused = answered(waitlist.leave, Waitlist.objects.get(pk=wait.pk))
        assert refused != may
        for offer in kept:
            offer.state = "declined"
        if wait.state in ("waiting", "offered"):
            wait.state = "left"

    @precondition(lambda self: self.model.offers)
    @rule(which=WHICH)
    def accept(self, which):
        (offer,) = pick(product(self.model.offers.values()), which, self.model.may_accept)
        row = Offer.objects.get(pk=offer.pk)
        may, before = self.model.may_accept(offer), offer.state == "accepted"
        proof = self.town.proofs[offer.wait.person.pk]
        booking, refused = answered(offers.accept, proof, row.reference)
        assert refused != (may or before)
        if may:
            offer.state = "accepted"
            self.model.add(booking.pk, offer.wait.person, offer.slot)

    @precondition(lambda self: self.model.offers)
    @rule(which=WHICH)
    def decline(self, which):
        offer = pick(self.model.offers.values(), which)
        may = offer.state == "open"
        _, refused = answered(offers.decline, Offer.objects.get(pk=offer.pk))
        assert refused != may
        if may:
            offer.state = "declined"
            if offer.wait.state == "offered":
                offer.wait.state = "waiting"

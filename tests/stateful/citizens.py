import uuid
from itertools import product

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from bookings import desk
from bookings.errands import sequel
from bookings.errands import slot as slot_of
from bookings.models import Booking

from .acting import WHICH, answered, pick
from .worker import Worker

BY_WEB = st.booleans()


def by_pk(booking):
    return booking.pk


class Citizens(Worker):
    """They book, move and cancel; staff do it for them too."""

    @initialize(which=st.lists(WHICH, min_size=3, max_size=3))
    def some_booked_before(self, which):
        for each in which:
            self.book(each)
        self.confirm()

    @rule(which=WHICH)
    def book(self, which):
        wishes = product(self.model.people.values(), self.model.slots.values())
        person, slot = pick(wishes, which, self.model.may_book)
        may, key = self.model.may_book(person, slot), uuid.uuid4()
        booking, refused = answered(desk.book, self.town.proofs[person.pk], slot.pk, key)
        assert refused != may
        if may:
            self.model.add(booking.pk, person, slot)
            self.keys[booking.pk] = key

    @precondition(lambda self: self.keys)
    @rule(which=WHICH, where=WHICH)
    def send_the_form_again(self, which, where):
        """It is the same booking, whatever became of it; with another time it is refused."""
        pk, key = pick(self.keys.items(), which)
        booking, slot = self.model.bookings[pk], pick(self.model.slots.values(), where)
        proof = self.town.proofs[booking.person.pk]
        again, refused = answered(desk.book, proof, slot.pk, key)
        assert refused == (slot is not booking.slot)
        assert refused or again.pk == pk

    @precondition(lambda self: self.model.bookings)
    @rule(which=WHICH, web=BY_WEB)
    def change(self, which, web):
        wishes = product(self.model.bookings.values(), self.model.slots.values(), [web])
        booking, slot, _ = pick(wishes, which, self.model.may_move)
        may = self.model.may_move(booking, slot, web)
        row = Booking.objects.get(pk=booking.pk)
        told = sequel(row, slot_of(slot.pk)).told
        _, refused = answered(
            desk.change, row, slot.pk, uuid.uuid4(), told, **self.by(web), reason="asked"
        )
        assert refused != may
        if may:
            self.model.change(booking, slot, web)

    @precondition(lambda self: self.model.bookings)
    @rule(which=WHICH, web=BY_WEB)
    def cancel(self, which, web):
        booking, _ = pick(
            product(self.model.bookings.values(), [web]), which, self.model.may_cancel
        )
        may = self.model.may_cancel(booking, web)
        row = Booking.objects.get(pk=booking.pk)
        _, refused = answered(desk.cancel, row, **self.by(web), reason="ill")
        assert refused != may
        if may:
            self.model.cancel(booking)

    @precondition(lambda self: self.model.work)
    @rule(which=WHICH)
    def find_a_second_dose(self, which):
        wishes = product(sorted(self.model.work, key=by_pk), self.model.slots.values())
        first, slot = pick(wishes, which, self.model.may_book_second)
        may = self.model.may_book_second(first, slot)
        row = Booking.objects.get(pk=first.pk)
        second, refused = answered(desk.book_second, row, slot.pk, uuid.uuid4())
        assert refused != may
        if may:
            self.model.add(second.pk, first.person, slot, 2, "confirmed", first)

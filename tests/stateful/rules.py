"""May somebody do this now, and what follows: the model's answer to each verb."""

from .model import DAY, FIRST_DAYS, MOVES_A_DAY, Model


class Rules(Model):
    def may_book(self, person, slot):
        return (
            self.is_open
            and person.admitted
            and FIRST_DAYS[0] <= slot.day <= FIRST_DAYS[1]
            and slot.at > self.now
            and slot.clinic in self.open_clinics
            and self.left(slot) > 0
            and not self.active(person, 1)
            and not self.in_line(slot)
        )

    def decide(self):
        """Everything held is confirmed or rejected. :returns: those whose second is to be seen."""
        held = [b for b in self.bookings.values() if b.status == "held"]
        fit = []
        for booking in held:
            if 1 in booking.person.given or booking.slot.clinic not in self.open_clinics:
                self.become(booking, "rejected")
            else:
                fit.append(booking)
        for booking in fit:
            self.give_back_outdated(booking)
            self.become(booking, "confirmed")
        return [booking for booking in fit if not self.active(booking.person, 2)]

    def give_back_outdated(self, booking):
        for missed in self.bookings.values():
            if (missed.person, missed.dose, missed.status) == (booking.person, 1, "no_show"):
                for second in self.seconds(missed, "confirmed"):
                    self.become(second, "cancelled")

    def may_move(self, booking, slot, web):
        if booking.status != "confirmed" or slot is booking.slot:
            return False
        if web and (booking.slot.day < self.today + 2 * DAY or self.moved_enough(booking)):
            return False
        first, last = FIRST_DAYS if booking.dose == 1 else self.days_of_second(booking.first)
        return (
            first <= slot.day <= last
            and slot.at > self.now
            and slot.clinic in self.open_clinics
            and self.left(slot, own=booking.slot) > 0
            and not (web and booking.dose == 1 and self.in_line(slot))
        )

    def moved_enough(self, booking):
        return sum(at > self.now - DAY for at in booking.moves) >= MOVES_A_DAY

    def change(self, booking, slot, web):
        """With a first dose the second moves where it must, and is given back where it cannot."""
        seconds = self.seconds(booking, "confirmed") if booking.dose == 1 else []
        planned = self.plan(slot)
        self.move(booking, slot, web)
        for second in seconds:
            first, last = slot.day, second.slot.day
            if self.inside(first, last):
                continue
            if planned:
                self.move(second, planned, web)
            else:
                self.become(second, "cancelled")
                self.seek(booking)

    def inside(self, first, second):
        return 21 <= (second - first).days <= 49

    def may_cancel(self, booking, web):
        near = booking.slot.day < self.today + 2 * DAY
        return booking.status in ("held", "confirmed") and not (web and near)

    def cancel(self, booking):
        for each in [booking, *self.seconds(booking, "held", "confirmed")]:
            self.become(each, "cancelled")
        if booking.dose == 1:
            self.work.discard(booking)
        elif booking.first.status in ("confirmed", "completed"):
            self.seek(booking.first)

    def may_arrive(self, booking):
        return booking.status == "confirmed" and not booking.arrived

    def may_take_back_arrival(self, booking):
        return booking.status == "confirmed" and booking.arrived

    def note_arrival(self, booking, arrived):
        booking.arrived = arrived
        self.changes += 1

    def may_miss(self, booking):
        return booking.status == "confirmed" and booking.slot.at <= self.now

    def may_record(self, booking):
        return (
            booking.status in ("confirmed", "no_show")
            and booking.dose not in booking.person.given
            and not self.another(booking)
        )

    def another(self, booking):
        """Whether its person has another active booking of the dose."""
        return any(each is not booking for each in self.active(booking.person, booking.dose))

    def record(self, booking):
        late = booking.status == "no_show"
        booking.person.given[booking.dose] = booking, self.today
        self.become(booking, "completed")
        return late

    def may_correct(self, booking):
        return booking.status in ("completed", "no_show") and not self.another(booking)

    def correct(self, booking):
        late = booking.status == "no_show"
        self.become(booking, "confirmed")
        if booking.person.given.get(booking.dose, (None,))[0] is booking:
            del booking.person.given[booking.dose]
        return late

    def where_to_arrange(self, first):
        """The slot of the second dose of a first that lost it; None where staff look for one."""
        planned = self.plan(first.slot)
        return planned if planned and self.fits(first, planned) else None

    def needs_second(self, booking):
        return booking.dose == 1 and not self.active(booking.person, 2)

    def fits(self, first, slot):
        earliest, latest = self.days_of_second(first)
        return (
            earliest <= slot.day <= latest
            and slot.at > self.now
            and slot.clinic in self.open_clinics
            and self.left(slot) > 0
        )

    def may_book_second(self, first, slot):
        return (
            first.dose == 1
            and first.status in ("confirmed", "completed")
            and self.needs_second(first)
            and slot is not first.slot
            and self.fits(first, slot)
        )

    def give_back_missed(self):
        for booking in list(self.bookings.values()):
            if (booking.dose, booking.status) == (1, "no_show") and booking.slot.day < self.today:
                self.work.discard(booking)
                for second in self.seconds(booking, "confirmed"):
                    self.become(second, "cancelled")

    def may_join(self, person):
        listed = [w for w in self.waits.values() if w.person is person]
        return (
            self.is_open
            and person.admitted
            and self.today + 2 * DAY <= FIRST_DAYS[1]
            and not self.active(person, 1)
            and 1 not in person.given
            and not any(wait.state in ("waiting", "offered") for wait in listed)
        )

    def may_accept(self, offer):
        return (
            offer.state == "open"
            and self.now < offer.ends
            and self.is_open
            and offer.slot.at > self.now
            and offer.slot.clinic in self.open_clinics
            and not self.active(offer.wait.person, 1)
        )

    def end_offers(self):
        """Those that are over: booked otherwise, not answered, or of a clinic that shut."""
        for offer in self.offers.values():
            if offer.state != "open":
                continue
            if self.active(offer.wait.person, 1):
                offer.state, state = "needless", "booked"
            elif offer.ends <= self.now:
                offer.state, state = "lapsed", "missed"
            elif offer.slot.clinic not in self.open_clinics:
                offer.state, state = "withdrawn", "waiting"
            else:
                continue
            if offer.wait.state == "offered":
                offer.wait.state = state

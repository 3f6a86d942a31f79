from hypothesis.stateful import precondition, rule

from bookings import desk
from bookings.models import Booking, Campaign, DoseRecord
from clinics.models import Clinic

from . import choices
from .acting import WHICH, Acting, answered, pick


class ClinicDesk(Acting):
    """A nurse's day, and what befalls a clinic."""

    @precondition(lambda self: self.model.bookings)
    @rule(which=WHICH)
    def arrive(self, which):
        booking = self.some_booking(which, self.model.may_arrive)
        may = self.model.may_arrive(booking)
        _, refused = answered(desk.arrive, Booking.objects.get(pk=booking.pk), self.town.nurse)
        assert refused != may
        if may:
            self.model.note_arrival(booking, True)

    @precondition(lambda self: self.model.bookings)
    @rule(which=WHICH)
    def take_back_arrival(self, which):
        booking = self.some_booking(which, self.model.may_take_back_arrival)
        may = self.model.may_take_back_arrival(booking)
        row = Booking.objects.get(pk=booking.pk)
        _, refused = answered(desk.take_back_arrival, row, self.town.nurse, "wrong button")
        assert refused != may
        if may:
            self.model.note_arrival(booking, False)

    @precondition(lambda self: self.model.bookings)
    @rule(which=WHICH)
    def record_dose(self, which):
        booking = self.some_booking(which, self.model.may_record)
        may = self.model.may_record(booking)
        row = Booking.objects.get(pk=booking.pk)
        _, refused = answered(desk.record_dose, row, self.town.nurse, on_paper=True)
        assert refused != may
        if may and self.model.record(booking):
            self.arrange(booking)

    @precondition(lambda self: self.model.bookings)
    @rule(which=WHICH)
    def mark_missed(self, which):
        booking = self.some_booking(which, self.model.may_miss)
        may = self.model.may_miss(booking)
        row = Booking.objects.get(pk=booking.pk)
        _, refused = answered(desk.mark_missed, row, self.town.nurse)
        assert refused != may
        if may:
            self.model.become(booking, "no_show")

    @precondition(lambda self: self.model.bookings)
    @rule(which=WHICH)
    def correct(self, which):
        booking = self.some_booking(which, self.model.may_correct)
        may = self.model.may_correct(booking)
        row = Booking.objects.get(pk=booking.pk)
        _, refused = answered(desk.correct, row, self.town.nurse, "wrong button")
        assert refused != may
        if may and self.model.correct(booking):
            self.arrange(booking)

    def arrange(self, first):
        """The second dose of whoever came after all is planned anew."""
        if self.model.needs_second(first):
            slot = self.model.where_to_arrange(first)
            choices.arranged(self.model, first, slot)

    @rule(which=WHICH)
    def shut_or_open_a_clinic(self, which):
        """Two of three times open, or little would happen."""
        clinic = pick(self.town.clinics, which).pk
        self.model.open_clinics |= {clinic}
        if which % 3 == 0:
            self.model.open_clinics.remove(clinic)
        Clinic.objects.filter(pk=clinic).update(active=clinic in self.model.open_clinics)

    @precondition(lambda self: not any(p.given for p in self.model.people.values()))
    @rule(which=WHICH)
    def hear_of_a_dose_given_elsewhere(self, which):
        person = pick(self.model.people.values(), which)
        day, campaign = self.model.today, Campaign.objects.get()
        DoseRecord.objects.create(person_id=person.pk, campaign=campaign, dose=1, given_on=day)
        person.given[1] = None, day

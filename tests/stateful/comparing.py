"""The whole database held against the model, and the audit of every promise."""

from bookings.audit import audit
from bookings.models import Booking, BookingEvent, DoseRecord, Offer, Waitlist, WorkItem
from clinics.models import ClinicDay, Slot


def compare(model):
    assert rows(Booking, "person", "dose", "slot", "status", "first_dose") == {
        pk: (b.person.pk, b.dose, b.slot.pk, b.status, b.first and b.first.pk)
        for pk, b in model.bookings.items()
    }
    assert set(Booking.objects.exclude(arrived_at=None).values_list("pk", flat=True)) == {
        pk for pk, b in model.bookings.items() if b.arrived
    }
    assert rows(Slot, "taken") == {pk: (model.taken(slot),) for pk, slot in model.slots.items()}
    assert set(ClinicDay.objects.values_list("clinic", "date", "taken")) == {
        (slot.clinic, slot.day, model.taken_that_day(slot)) for slot in model.slots.values()
    }
    for slot in model.slots.values():
        assert model.taken(slot) <= slot.capacity
        assert model.taken_that_day(slot) <= model.limit
    assert rows(Waitlist, "state") == {pk: (wait.state,) for pk, wait in model.waits.items()}
    assert rows(Offer, "state") == {pk: (offer.state,) for pk, offer in model.offers.items()}
    seeking = WorkItem.objects.filter(resolved_at=None).values_list("booking", flat=True)
    assert sorted(seeking) == sorted(first.pk for first in model.work)
    assert set(DoseRecord.objects.values_list("person", "dose", "booking", "given_on")) == {
        (person.pk, dose, booking and booking.pk, day)
        for person in model.people.values()
        for dose, (booking, day) in person.given.items()
    }
    assert BookingEvent.objects.count() == model.changes
    assert [(check.says, examples) for check, breaches, examples in audit() if breaches] == []


def rows(table, *fields):
    return {pk: tuple(rest) for pk, *rest in table.objects.values_list("pk", *fields)}

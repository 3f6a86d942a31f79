"""Where the portal may choose: whether what it chose is right, and the model's for what follows."""

from bookings.models import Booking

from .model import MAXIMUM, STANDARD, time_apart


def new_seconds(model):
    """Second doses that the model does not know yet, by their first."""
    new = Booking.objects.filter(dose=2).exclude(pk__in=model.bookings)
    return {row.first_dose_id: row for row in new.order_by("pk")}


def second_doses(model, firsts):
    """Confirmed in one batch, whose order is the portal's: each has the first place that there
    was for it, so that what was nearer is full by now; or staff look for one, and all is full."""
    new = new_seconds(model)
    assert set(new) <= {first.pk for first in firsts}
    chosen = {}
    for first in firsts:
        if row := new.get(first.pk):
            chosen[first] = model.slots[row.slot_id]
            model.add(row.pk, first.person, chosen[first], 2, "confirmed", first)
        else:
            model.seek(first)
    for first in firsts:
        nearer = set(in_order(model, first))
        if slot := chosen.get(first):
            order = in_order(model, first)
            assert slot in order
            nearer = order[: order.index(slot)]
        assert not any(model.left(each) > 0 for each in nearer)


def in_order(model, first):
    """The places where the second dose of a first may be planned, the best first."""

    at_the_clinic = [s for s in model.slots.values() if s.clinic == first.slot.clinic]
    earliest, latest = first.slot.day + STANDARD, first.slot.day + MAXIMUM
    inside = [slot for slot in at_the_clinic if earliest <= slot.day <= latest]
    return sorted(inside, key=lambda slot: (slot.day, time_apart(slot, first.slot), slot.at))


def arranged(model, first, slot):
    """One alone, planned after all: exactly there, or staff look for a place."""
    new = new_seconds(model)
    assert {pk: row.slot_id for pk, row in new.items()} == ({first.pk: slot.pk} if slot else {})
    if slot:
        model.add(new[first.pk].pk, first.person, slot, 2, "confirmed", first)
    else:
        model.seek(first)


def offered(model, lines, made):
    """Each to somebody who waited for it; nobody was passed over for who came later."""
    now = {offer.wait: offer for pk, offer in model.offers.items() if pk in made}
    for wait, offer in now.items():
        line = lines[offer.slot]
        assert wait in line
        assert all(before in now for before in line[: line.index(wait)])


def nobody_waits_for_a_free_place(model):
    waited_for = [slot for slot in model.slots.values() if model.in_line(slot)]
    assert not any(model.left(slot) > 0 for slot in waited_for)

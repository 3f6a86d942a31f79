"""A quarter of a town with places for some of those who want one, and what its people send."""

import random

from bookings.models import Booking
from bookings.tests.builders import make_clinic, make_slot

from .crowd import Form

DAYS, SECOND_DAYS = ("2021-08-26", "2021-08-27"), ("2021-10-07", "2021-10-08")
TIMES = ("10:00", "14:00")
#: Places of a half hour. Everybody wants the clinic around the corner, which is soon full; and
#: there are fewer places for second doses there, so that some of these go on the work list.
WIDE, NARROW = 300, 25

chance = random.Random(2021)


def build(clinics):
    """New clinics; :returns: the ids of their slots for first doses, one in three of them soon
    full."""
    slots = []
    for n in range(clinics):
        places = WIDE if n % 3 else NARROW
        clinic = make_clinic(f"Clinic {n}")
        for time in TIMES:
            slots += [slot(clinic, day, time, places).pk for day in DAYS]
            for day in SECOND_DAYS:
                slot(clinic, day, time, places * 4 // 5)
    return slots


def slot(clinic, day, time, places):
    return make_slot(clinic, f"{day} {time}", capacity=places, limit=10 * WIDE)


def to_book(people, slots):
    """What newcomers send, without end as long as there are people."""
    return (Form("book", "/book/check/", each, chance.choice(slots)) for each in people)


def to_change_or_cancel(forms, slots):
    """What people whose bookings are confirmed send next: most move, some cancel."""
    made = Booking.objects.in_bulk([form.reference for form in forms], field_name="reference")
    seconds = dict(
        Booking.objects.filter(first_dose__in=made.values()).values_list("first_dose", "slot")
    )
    for nth, form in enumerate(forms):
        booking = made[form.reference]
        if nth % 3 == 0:
            path = f"{booking.get_absolute_url()}cancel/"
            yield Form("cancel", path, form.visitor, booking=booking)
        else:
            path = f"{booking.get_absolute_url()}change/check/"
            slot = chance.choice([slot for slot in slots if slot != booking.slot_id])
            yield Form("change", path, form.visitor, slot, booking, seconds.get(booking.pk))

"""Where every dose that was left went, at the end of its time and long after."""

import pytest
from django.db import IntegrityError, transaction

from bookings import desk, leftovers, offers
from bookings.confirmation import confirm_batch
from bookings.models import Booking, LeftoverBatch
from bookings.refusals import Refused

from ..builders import give_dose, make_person, seoul
from . import (
    accept,
    broken,
    hand,
    publish,
    vaccine,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_at_the_end_every_dose_is_somewhere(at, clinic, line):
    batch = publish(clinic, 4)
    leftovers.offer_batch()
    given = accept(line[0])
    give_dose(given, clinic.nurse, vaccine())
    missed = accept(line[1])
    handed = hand(batch, make_person("Seoyeon"), clinic.nurse)
    confirm_batch()
    give_dose(Booking.objects.get(pk=handed.pk), clinic.nurse, vaccine())
    with pytest.raises(IntegrityError, match="not accounted for"), transaction.atomic():
        LeftoverBatch.objects.update(state="ended", ended_at=seoul("2021-08-26 14:30"))
    at("2021-08-26 17:00")
    assert leftovers.settle() == 0
    offers.end_batch()
    assert leftovers.settle() == 0  # somebody is expected still

    desk.mark_missed(missed, clinic.nurse)
    assert leftovers.settle() == 1

    batch.refresh_from_db()
    assert (batch.state, batch.wasted) == ("ended", 2)
    assert broken() == []

    give_dose(missed, clinic.nurse, vaccine())  # came late after all
    batch.refresh_from_db()
    assert batch.wasted == 1
    assert leftovers.settle() == 0
    assert broken() == []


@pytest.mark.parametrize("day", ["2021-08-26", "2021-09-10"])
@pytest.mark.parametrize("status", ["completed", "no_show"])
@pytest.mark.parametrize("then", ["given", "missed", "cancelled"])
def test_what_was_taken_back_is_counted_anew_however_late(at, clinic, line, day, status, then):
    batch = publish(clinic, 1)
    leftovers.offer_batch()
    minji = accept(line[0])
    at("2021-08-26 17:00")
    if status == "completed":
        give_dose(minji, clinic.nurse, vaccine())
    else:
        desk.mark_missed(minji, clinic.nurse)
        offers.end_batch()
    assert leftovers.settle() == 1

    at(f"{day} 19:00")
    desk.correct(minji, clinic.nurse, "somebody else was meant")
    assert leftovers.settle() == 0
    assert list(leftovers.overdue([clinic])) == [minji]
    with pytest.raises(Refused):
        leftovers.change_until(batch, seoul(f"{day} 20:00"), clinic.nurse)
    if then == "given":
        give_dose(minji, clinic.nurse, vaccine())
    elif then == "missed":
        desk.mark_missed(minji, clinic.nurse)
    else:
        desk.cancel(minji, clinic.nurse, "somebody else was meant")
    assert leftovers.settle() == 1

    batch.refresh_from_db()
    assert (batch.state, batch.wasted) == ("ended", 0 if then == "given" else 1)
    assert broken() == []


def test_the_doses_of_another_day_are_offered_no_more(at, clinic, line):
    """Somebody was to come and is still to be recorded."""
    batch = publish(clinic, 2)
    leftovers.offer_batch()
    accept(line[0])
    at("2021-08-27 09:00")
    with pytest.raises(Refused, match="no longer offered"):
        leftovers.change_until(batch, seoul("2021-08-27 17:00"), clinic.nurse)

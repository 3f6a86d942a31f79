"""Nurse Park lowers a time to three people while ten book at it."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.db.models import F

from bookings.places import capacity
from bookings.places.patterns import Pattern
from bookings.refusals import Refused
from bookings.tests.builders import make_clinic, make_slot, make_staff
from clinics.models import ClinicChange, ClinicDay, DayPlaces, Slot

from .starting_line import race, without

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = dt.date(2021, 8, 30)


@pytest.fixture
def slot(at):
    at("2021-08-09 20:00")
    return make_slot(make_clinic(), "2021-08-30 10:00", capacity=10)


def book(slot):
    return Slot.objects.filter(pk=slot.pk).update(taken=F("taken") + 1)


def lowering(slot, to):
    """The verb, and the number it is called with, by somebody who looked before."""
    pattern = Pattern(slot.clinic, MONDAY, MONDAY, (1,))
    seen = capacity.look(pattern, to).seen
    park = make_staff("park", "Clinic staff", slot.clinic)
    return lambda: capacity.change(park, pattern, to, seen)


def test_either_the_places_are_lowered_or_they_are_taken(slot):
    *booked, lowered = race([*[lambda: book(slot)] * 10, lowering(slot, 3)], behind=slot)

    held = booked.count(1)
    slot.refresh_from_db()
    assert slot.taken == held <= slot.capacity
    if lowered == 1:
        assert (slot.capacity, ClinicChange.objects.count()) == (3, 1)
        assert {type(each) for each in booked if each != 1} == {IntegrityError}
    else:
        assert isinstance(lowered, Refused)
        assert (held, slot.capacity, ClinicChange.objects.count()) == (10, 10, 0)
    sums = {"capacity": slot.capacity, "taken": held}
    assert DayPlaces.objects.values("capacity", "taken").get() == sums
    assert ClinicDay.objects.get().taken == held


def test_two_who_looked_at_the_same_do_not_overwrite_each_other(slot):
    looked = lowering(slot, 3)
    pattern = Pattern(slot.clinic, MONDAY, MONDAY, (1,))
    seen = capacity.look(pattern, 5).seen
    choi = make_staff("choi", "Clinic staff", slot.clinic)

    came = race([looked, lambda: capacity.change(choi, pattern, 5, seen)], behind=slot)

    assert sorted(str(type(each).__name__) for each in came) == ["Overtaken", "int"]
    assert ClinicChange.objects.count() == 1


def test_control_without_the_constraint_more_are_booked_than_there_are_places(slot):
    """A look without a lock, then a write: what the verb would be without its two guards."""

    def lower():
        if Slot.objects.get(pk=slot.pk).taken <= 3:
            Slot.objects.filter(pk=slot.pk).update(capacity=3)

    with without("slot_within_capacity"):
        race([*[lambda: book(slot)] * 10, lower], behind=slot)
        oversold = Slot.objects.get(pk=slot.pk)
        assert oversold.taken > oversold.capacity

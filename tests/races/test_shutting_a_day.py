"""Gaon Clinic closes for a day while people book on it."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.db.models import F

from clinics.models import ClinicDay, Closure, DayPlaces, Slot
from clinics.openings import open_day
from clinics.tests.builders import make_clinic, make_group

from .starting_line import race

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = dt.date(2021, 8, 30)


def test_nobody_loses_a_place_and_nobody_gets_one_too_late():
    clinic, group = make_clinic(), make_group()
    clinic.hours.create(weekday=1, opens="09:00", closes="10:00")
    open_day(MONDAY, [group.pk])
    first, _ = Slot.objects.order_by("starts_at")
    Closure.objects.create(clinic=clinic, date=MONDAY, reason="power cut")

    def book():
        return Slot.objects.filter(pk=first.pk).update(taken=F("taken") + 1)

    def shut():
        return open_day(MONDAY, [group.pk])

    *booked, shutting = race([*[book] * 10, shut], behind=first)

    assert shutting.changed == 2
    assert [type(each) for each in booked if each != 1] == [IntegrityError] * (10 - booked.count(1))
    held = booked.count(1)
    assert list(Slot.objects.order_by("starts_at").values_list("capacity", "taken")) == [
        (held, held),
        (0, 0),
    ]
    assert DayPlaces.objects.values_list("capacity", "taken").get() == (held, held)
    assert ClinicDay.objects.values_list("limit", "taken").get() == (held, held)

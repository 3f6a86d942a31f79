"""The dashboard's counts are those of a slow recount, however they came about."""

from collections import Counter

import pytest
from django.utils.timezone import localtime

from bookings import desk, tallies
from bookings.models import Booking, Supplied, Tally, TallyState
from bookings.models.bookings import signature
from clinics.models import Region, Residents

from .builders import (
    give_dose,
    make_booking,
    make_clinic,
    make_person,
    make_slot,
    make_staff,
    seoul,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def gaon(at):
    at("2021-08-29 12:00")
    return make_clinic("Gaon Clinic")


@pytest.fixture
def park(gaon):
    return make_staff("park", "Clinic staff", gaon)


def kept():
    """What stands in the table, each cell by what it counts."""
    fields = ("part", "dose", "status", "hour", "day", "region", "band", "group")
    return {tuple(cell): n for *cell, n in Tally.objects.values_list(*fields, "count")}


def counted():
    """The same, from the bookings one by one in Python."""
    cells = Counter()
    for b in Booking.objects.select_related("person", "slot__clinic__district"):
        district, band = b.slot.clinic.district, b.person.birth_date.year // 5 * 5
        minute = b.held_at.replace(second=0, microsecond=0)
        day = localtime(b.slot.starts_at).date()
        none = None
        cells.update([
            ("minute", b.dose, "", minute, none, none, none, none),
            ("hour", b.dose, b.status, minute.replace(minute=0), none, none, none, none),
            ("visit", b.dose, b.status, none, day, none, none, b.slot.group_id),
            ("district", b.dose, b.status, none, none, district.pk, none, none),
            ("cohort", b.dose, b.status, none, none, district.province_id, band, b.slot.group_id),
        ])  # fmt: skip
    return dict(cells)


def test_they_follow_whatever_happens_to_bookings(gaon, park, at):
    """A day at the desk, counted after each hour: new, moved, cancelled, given, taken back."""
    seoul_clinic = make_clinic("Naru", district=Region.objects.create(
        code="9922000000", kind="district", name_ko="나루군", province=gaon.district.province,
    ))  # fmt: skip
    slot = make_slot(gaon, "2021-08-30 08:30")
    elsewhere = make_slot(seoul_clinic, "2021-09-02 10:00")
    people = [make_person(f"P{n}", f"{1950 + 3 * n}-03-09") for n in range(9)]
    minji, jun, haneul = (make_booking(person, slot) for person in people[:3])
    steps = [
        lambda: make_booking(people[3], slot, "no_show"),
        lambda: desk.arrive(minji, park),
        lambda: desk.take_back_arrival(minji, park, "wrong row"),
        lambda: give_dose(minji, park),
        lambda: Booking.objects.filter(pk=jun.pk).update(slot=elsewhere, **signature(park)),
        lambda: desk.cancel(haneul, park, "ill", "clinic"),
        lambda: (desk.correct(minji, park, "wrong"), make_booking(people[4], elsewhere)),
        lambda: (give_dose(minji, park), desk.correct(minji, park, "again")),
        lambda: Booking.objects.filter(pk=jun.pk).update(slot=slot, **signature(park)),
    ]
    for hour, step in enumerate(steps, 9):
        at(f"2021-08-30 {hour:02}:10")
        step()
        at(f"2021-08-30 {hour:02}:30")
        assert tallies.refresh()
        assert kept() == counted() != {}

    tallies.recount()
    assert kept() == counted()


def test_what_came_after_the_moment_waits_for_the_next_count(gaon, at):
    slot = make_slot(gaon, "2021-08-30 08:30")
    make_booking(make_person("Minji"), slot)
    at("2021-08-29 13:00:00")
    make_booking(make_person("Jun"), slot)

    assert tallies.refresh()
    assert sum(n for (part, *_), n in kept().items() if part == "hour") == 1
    assert TallyState.objects.get().counted_until == seoul("2021-08-29 12:59:59")
    assert not tallies.refresh()
    at("2021-08-29 13:01")
    assert tallies.refresh()
    assert kept() == counted()


def test_places_and_residents_stand_beside(gaon, at):
    slot = make_slot(gaon, "2021-08-30 08:30", capacity=7)
    make_booking(make_person(), slot)
    for age, count in ((41, 100), (30, 50)):
        Residents.objects.create(region=gaon.district, as_of="2021-06-30", age=age, count=count)
    at("2021-08-29 13:00")

    for _twice in range(2):
        tallies.recount()

    province = gaon.district.province_id
    rows = Supplied.objects.order_by("part", "band").values_list(
        "part", "region", "band", "count", "taken"
    )
    assert list(rows) == [
        ("places", province, None, 7, 1),
        ("residents", province, 1975, 50, 0),
        ("residents", province, 1980, 50, 0),
        ("residents", province, 1990, 50, 0),
    ]

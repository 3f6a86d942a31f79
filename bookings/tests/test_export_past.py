"""The same moment always gives the same bytes, whatever has happened since."""

import pytest

from bookings import desk
from bookings.models import Booking
from bookings.models.bookings import signature
from clinics.models import CapacityChange, Slot, Vaccine

from .builders import (
    give_dose,
    make_booking,
    make_clinic,
    make_person,
    make_slot,
    make_staff,
    seoul,
)
from .exports import ask, content

pytestmark = pytest.mark.django_db
THEN = "2021-08-30T09:00"


@pytest.fixture
def gaon(at):
    at("2021-08-29 12:00")
    return make_clinic("Gaon Clinic")


@pytest.fixture
def park(gaon):
    return make_staff("park", "Clinic staff", gaon)


@pytest.fixture
def morning(gaon, park, at):
    """Bookings in every state at nine o'clock, and Analyst Kim's way to ask how they stood."""
    slot = make_slot(gaon, "2021-08-30 08:30", capacity=20)
    for name, status in [
        ("Minji", "confirmed"), ("Jun", "confirmed"), ("Haneul", "confirmed"),
        ("Seo", "cancelled"), ("Bae", "completed"), ("Yun", "no_show"), ("Im", "confirmed"),
        ("Ko", "confirmed"),
    ]:  # fmt: skip
        make_booking(make_person(name), slot, status)
    at(THEN)
    return slot


def everything(client, kinds=("bookings", "doses", "places", "counts", "coverage")):
    """The bytes of each kind as of nine, for somebody who has no such file yet."""
    client.force_login(make_staff(f"kim-{Booking.objects.count()}", "Ministry analysts"))
    asked = (ask(client, kind=kind, as_of=THEN, last="2021-09-30") for kind in kinds)
    return {export.kind: content(export) for export in asked}


def test_a_day_of_work_changes_nothing_of_the_morning(client, gaon, park, morning, at, settings):
    settings.EXPORTS_OPEN = 99
    then = everything(client)
    minji, jun, haneul, _seo, bae, yun, im, ko = Booking.objects.order_by("pk")
    other = Vaccine.objects.create(code="other", name_ko="새", name_en="New", group=morning.group)

    at("2021-08-30 10:00")
    evening = make_slot(gaon, "2021-08-31 18:00", capacity=20)
    Slot.objects.filter(pk=morning.pk).update(capacity=30)
    give_dose(minji, park, other)
    Booking.objects.filter(pk=jun.pk).update(slot=evening, **signature(park))
    desk.cancel(haneul, park, "ill", "clinic")
    desk.correct(bae, park, "wrong row")
    give_dose(yun, park)
    Booking.objects.filter(pk=im.pk).update(vaccine=other, **signature(park))
    Booking.objects.filter(pk=im.pk).update(vaccine=None, **signature(park))
    desk.arrive(ko, park)
    at("2021-08-30 11:00")
    desk.take_back_arrival(ko, park, "wrong row")
    make_booking(make_person("Late"), evening)
    desk.correct(minji, park, "wrong row")

    assert everything(client) == then
    # The control: as of now everything is different.
    at("2021-08-30 12:00")
    now = {kind: content(ask(client, kind=kind, last="2021-09-30")) for kind in then}
    assert [kind for kind in then if now[kind] == then[kind]] == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_asked_twice_it_is_the_same_file_in_every_format(client, morning, form):
    client.force_login(make_staff("kim", "Ministry analysts"))
    once = content(ask(client, format=form, as_of=THEN))
    client.force_login(make_staff("ko", "Ministry analysts"))

    assert content(ask(client, format=form, as_of=THEN)) == once


def test_the_history_of_a_vaccine_is_written_with_every_change(morning, park):
    booking = Booking.objects.earliest("pk")
    one, two = (
        Vaccine.objects.create(code=code, name_ko=code, name_en=code, group=morning.group)
        for code in ("one", "two")
    )

    give_dose(booking, park, one)
    Booking.objects.filter(pk=booking.pk).update(vaccine=two, **signature(park))

    changes = booking.events.exclude(new_vaccine=None).order_by("pk")
    assert list(changes.values_list("act", "old_vaccine", "new_vaccine")) == [
        ("", None, one.pk), ("vaccine", one.pk, two.pk),
    ]  # fmt: skip


def test_the_history_of_places_begins_with_their_day(gaon, at):
    slot = make_slot(gaon, "2021-08-30 09:00", capacity=5)
    at("2021-08-29 13:00")
    Slot.objects.filter(pk=slot.pk).update(capacity=8)
    Slot.objects.filter(pk=slot.pk).update(taken=0)

    kept = CapacityChange.objects.order_by("pk").values_list("places", "old", "new", "at")
    assert list(kept) == [
        (slot.places_id, 0, 5, seoul("2021-08-29 12:00")),
        (slot.places_id, 5, 8, seoul("2021-08-29 13:00")),
    ]

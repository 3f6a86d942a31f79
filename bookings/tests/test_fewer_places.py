"""Gaon Clinic takes fewer at some times: whoever booked last goes elsewhere and is told."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from accounts.models import AccessRecord
from accounts.tests.revealing import reveal
from bookings import supply
from bookings.models import SupplyAct
from clinics.models import Slot

from .builders import make_staff
from .gaon import ANSWERS, MONDAY, book, make_gaon, start, where
from .supply import fates, finish, sound

pytestmark = pytest.mark.django_db

LOWER = {**ANSWERS, "weekdays": [1], "verb": "move", "seen": ""}


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    return make_gaon()


@pytest.fixture
def park(client, gaon):
    client.force_login(make_staff("park", "Clinic staff", gaon))
    return client


def test_fewer_places_move_whoever_booked_last(park, gaon):
    minji, jun, haneul = book("Minji"), book("Jun"), book("Haneul")
    page = reverse("staff-places-capacity", args=[gaon.pk])

    r = park.post(page, {**LOWER, "capacity": 1})
    act = SupplyAct.objects.get()
    assert r.url == reverse("staff-places-act", args=[gaon.pk, act.pk])
    assert act.preview["states"] == {"moved": 2}
    start(park, gaon, act, 2)
    finish()

    act.refresh_from_db()
    assert (act.state, fates(act)) == ("finished", {"moved": 2})
    assert where(minji) == ("Gaon Clinic", "30 09:00")
    assert sorted(where(each) for each in (jun, haneul)) == [
        ("Gaon Clinic", "30 09:30"),
        ("Gaon Clinic", "30 10:00"),
    ]
    monday = Slot.objects.filter(places__date=MONDAY).order_by("starts_at")
    assert list(monday.values_list("capacity", "taken")) == [(1, 1), (1, 1), (1, 1), (1, 0)]
    assert sound()


def test_whose_place_is_one_too_many_keeps_it_until_moved_and_nobody_gets_it_after(park, gaon):
    minji, _jun = book("Minji"), book("Jun")
    page = reverse("staff-places-capacity", args=[gaon.pk])
    park.post(page, {**LOWER, "capacity": 0})
    start(park, gaon, SupplyAct.objects.get(), 2)
    slot = minji.slot
    slot.refresh_from_db()
    assert (slot.capacity, slot.taken, slot.by_hand) == (2, 2, 0)

    type(minji).objects.filter(pk=minji.pk).update(status="cancelled")
    supply.work()

    slot.refresh_from_db()
    assert (slot.capacity, slot.taken) == (1, 1)


def test_moving_needs_a_reason(park, gaon):
    book("Minji")

    page = reverse("staff-places-capacity", args=[gaon.pk])
    r = park.post(page, {**LOWER, "capacity": 0, "reason": ""})

    assert "Please say why." in r.text
    assert not SupplyAct.objects.exists()


def test_names_are_shown_when_asked_for_and_that_is_written_down(park, gaon):
    minji = book("Minji")
    page = reverse("staff-places-capacity", args=[gaon.pk])

    preview = f"{page}?{urlencode({**LOWER, 'capacity': 0}, doseq=True)}"

    assert "Minji" not in park.get(preview).text
    r = reveal(park, preview)

    assert "Minji" in r.text
    told = AccessRecord.objects.order_by("pk").values_list("act", "target_ids")
    assert list(told)[-2:] == [("reveal", [minji.person_id]), ("view", [minji.person_id])]

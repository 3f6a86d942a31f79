"""P10: a nurse walks through every address of the staff area while another clinic has data."""

import uuid

import pytest
from django.urls import NoReverseMatch, resolve, reverse

from accounts.tests.builders import make_root
from accounts.tests.revealing import reveal
from bookings.models import (
    Booking,
    Notification,
    WorkItem,
)
from bookings.tests.builders import (
    make_booking,
    make_clinic,
    make_person,
    make_slot,
    make_staff,
)
from clinics.models import Clinic

from .staff_walk import NAMES, addresses, make_haneul

pytestmark = pytest.mark.django_db


@pytest.fixture
def gaon(at):
    at("2021-08-30 09:20")
    return make_clinic("Gaon Clinic")


@pytest.fixture
def park(gaon):
    return make_staff("park", "Clinic staff", gaon)


@pytest.fixture
def haneul(at):
    at("2021-08-30 09:20")
    return make_haneul()


def marks(booking):
    """What would give another clinic's data away, if any of it stood in a page."""
    return [
        "Naru", "narukind", "051-999-0001", "Haneul", "H***", "Secret", "1966", "55556666",
        "***66", booking.reference, "choinurse", "NR777",
    ]  # fmt: skip


def test_a_new_page_of_the_staff_area_joins_the_walk(haneul):
    """Addresses with a row's id in them are listed by hand: this one tells when one is missing."""
    walked = {resolve(address.partition("?")[0]).url_name for address in addresses(haneul)}

    assert [name for name in NAMES if name not in walked] == []


def test_nurse_park_finds_nothing_of_another_clinic_anywhere(client, park, gaon, haneul):
    make_booking(make_person("Minji"), make_slot(gaon, "2021-08-30 09:00"))
    client.force_login(park)

    told = []
    for address in addresses(haneul):
        if address.endswith("logout/"):
            continue
        r = client.get(address, follow=True)
        page = r.content.decode()
        # What she typed comes back in the page: that tells her nothing.
        told += [(address, mark) for mark in marks(haneul) if mark in page and mark not in address]

    assert told == []


def test_the_walk_would_notice_another_clinics_data(client, haneul):
    """The control: whoever works with every clinic does find the same marks."""
    client.force_login(make_root())

    found = set()
    for address in addresses(haneul):
        # The pages of single rows of the admin site, with ids that were guessed, add no mark.
        if not address.endswith(("logout/", "/change/", "/delete/", "/history/")):
            page = client.get(address, follow=True).content.decode()
            found |= {mark for mark in marks(haneul) if mark in page}
    day = f"{reverse('staff-day')}?clinic={haneul.slot.clinic_id}&date=2021-08-30"
    page = reveal(client, day, reason="the control of this test")
    found |= {mark for mark in marks(haneul) if mark in page.content.decode()}

    assert found == set(marks(haneul))


def test_she_changes_nothing_of_another_clinic(client, park, haneul):
    client.force_login(park)
    before = Booking.objects.filter(pk=haneul.pk).values().get()
    clinic = Clinic.objects.filter(pk=haneul.slot.clinic_id).values().get()
    changelist = reverse("admin:bookings_booking_changelist")

    for act in ("arrived", "vaccinated", "missed"):
        r = client.post(reverse("staff-attend", args=[haneul.reference, act]))
        assert r.status_code == 404
    client.post(reverse("staff-correct", args=[haneul.reference]), {"reason": "mine now"})
    day = {"clinic": haneul.slot.clinic_id, "date": "2021-08-30"}
    assert client.post(reverse("staff-find"), {**day, "words": "Haneul"}).status_code == 404
    for action in ("arrive", "mark_missed", "take_back_arrival", "correct", "cancel"):
        for every in ("0", "1"):
            client.post(
                changelist,
                {"action": action, "reason": "x", "_selected_action": [haneul.pk],
                 "select_across": every, "index": "0"},
            )  # fmt: skip
    client.post(reverse("admin:clinics_clinic_change", args=[clinic["id"]]), {"name": "Mine"})
    item = WorkItem.objects.get().pk
    assert client.post(reverse("staff-work-close", args=[item]), {"note": "x"}).status_code == 404
    answers = {"slot": haneul.slot_id, "key": uuid.uuid4()}
    assert client.post(reverse("staff-work-book", args=[item]), answers).status_code == 404

    message = Notification.objects.get(booking=haneul, template="confirmed")
    for act in ("again", "all", "aside"):
        client.post(
            reverse("staff-messages"), {"act": act, "chosen": [message.pk], "reason": "mine now"}
        )

    assert Notification.objects.get(booking=haneul, template="confirmed").rested_at is not None
    assert Booking.objects.filter(pk=haneul.pk).values().get() == before
    assert Clinic.objects.filter(pk=clinic["id"]).values().get() == clinic
    assert WorkItem.objects.get().resolved_at is None


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_is_sent_to_log_in_from_every_page(client, name):
    for name_ in (name, f"admin:{name}"):
        try:
            address = reverse(name_)
        except NoReverseMatch:
            continue
        if name not in ("login", "logout"):
            assert client.get(address).url.split("?")[0] == reverse("admin:login")

"""Second doses without a place: staff find one, or say why not, and the citizen is told."""

import re
import uuid

import pytest
from django.urls import reverse

from accounts.models import AccessRecord
from bookings import desk
from bookings.audit import audit
from bookings.confirmation import confirm_batch, give_back_missed
from bookings.models import Booking, Notification, WorkItem
from bookings.refusals import Refused

from .builders import (
    give_dose,
    make_clinic,
    make_person,
    make_round,
    make_slot,
    make_staff,
    seoul,
    verify,
)

pytestmark = pytest.mark.django_db
WORK = reverse("staff-work")


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    return make_clinic("Gaon Clinic")


@pytest.fixture
def first(gaon):
    """Minji's first dose on 26 August; there is no place for the second."""
    make_round()
    slot = make_slot(gaon, "2021-08-26 10:00")
    held = desk.book(verify(make_person("Minji Kim")).pk, slot.pk, uuid.uuid4())
    confirm_batch()
    return Booking.objects.get(pk=held.pk)


@pytest.fixture
def item(first):
    return WorkItem.objects.get(booking=first)


@pytest.fixture
def park(client, gaon):
    """Nurse Park of Gaon Clinic, logged in."""
    park = make_staff("park", "Clinic staff", gaon)
    client.force_login(park)
    return park


def page_of(item, name="staff-work-item"):
    return reverse(name, args=[item.pk])


def told(booking):
    return list(booking.notifications.order_by("pk").values_list("template", flat=True))


def sound():
    return [check.says for check, breaches, _examples in audit() if breaches] == []


def test_minji_is_told_that_staff_look_for_a_place(first, item):
    assert told(first) == ["confirmed", "second_waits"]
    assert sound()


def test_the_list_has_no_names_and_the_item_leaves_a_record(client, park, first, item):
    listed = client.get(WORK).text

    assert first.reference in listed
    assert "Minji" not in listed
    assert AccessRecord.objects.filter(act="view").count() == 1
    page = client.get(page_of(item)).text
    assert "M*******m" in page
    assert "Minji Kim" not in page
    assert AccessRecord.objects.latest("pk").target_ids == [first.person_id]


def test_nurse_park_books_a_place_inside_the_interval(client, park, gaon, first, item):
    too_early, right = make_slot(gaon, "2021-09-15 10:00"), make_slot(gaon, "2021-09-20 10:00")
    page = client.get(page_of(item)).text
    assert f'value="{right.pk}"' in page
    assert f'value="{too_early.pk}"' not in page
    key = re.search(r'name="key" value="([^"]*)"', page)[1]

    for _twice in range(2):
        client.post(page_of(item, "staff-work-book"), {"slot": right.pk, "key": key})

    second = Booking.objects.get(dose=2)
    assert (second.slot, second.status, second.channel) == (right, "confirmed", "clinic")
    event = second.events.get()
    assert (event.staff, event.who, event.channel) == (park, "staff", "clinic")
    item.refresh_from_db()
    assert (item.outcome, item.resolved_by) == ("booked", park)
    assert told(second) == ["confirmed"]
    assert told(first) == ["confirmed", "second_waits"]
    assert sound()


def test_outside_the_interval_she_cannot(client, park, gaon, item):
    late = make_slot(gaon, "2021-10-15 10:00")

    r = client.post(
        page_of(item, "staff-work-book"), {"slot": late.pk, "key": uuid.uuid4()}, follow=True
    )

    assert "This dose can be from" in r.text
    assert not Booking.objects.filter(dose=2).exists()


def test_at_another_clinic_she_cannot(client, park, item):
    elsewhere = make_slot(make_clinic("Naru Clinic"), "2021-09-20 10:00")

    r = client.post(page_of(item, "staff-work-book"), {"slot": elsewhere.pk, "key": uuid.uuid4()})

    assert r.status_code == 404


def test_the_call_centre_finds_one_anywhere(client, gaon, item):
    naru = make_clinic("Naru Clinic")
    slot = make_slot(naru, "2021-09-20 10:00")
    client.force_login(make_staff("oh", "Call-centre operators"))

    assert "Naru Clinic" in client.get(page_of(item)).text
    assert f'value="{slot.pk}"' in client.get(page_of(item), {"clinic": naru.pk}).text
    client.post(page_of(item, "staff-work-book"), {"slot": slot.pk, "key": uuid.uuid4()})

    assert Booking.objects.get(dose=2).channel == "call"


def test_she_closes_it_with_a_reason_that_minji_reads(client, park, first, item):
    client.post(page_of(item, "staff-work-close"), {"note": ""})
    item.refresh_from_db()
    assert item.resolved_at is None

    client.post(page_of(item, "staff-work-close"), {"note": "She moves abroad."})

    item.refresh_from_db()
    assert (item.outcome, item.resolved_by, item.note) == ("closed", park, "She moves abroad.")
    assert told(first) == ["confirmed", "second_waits", "second_closed"]
    assert page_of(item) not in client.get(WORK).text


def test_of_two_who_close_it_the_second_is_told(park, item):
    desk.close(item, park, "She moves abroad.")

    with pytest.raises(Refused):
        desk.close(item, park, "She was here.")


def test_a_second_dose_cancelled_alone_is_looked_for(gaon, first):
    desk.book_second(first, make_slot(gaon, "2021-09-20 10:00").pk, uuid.uuid4())

    desk.cancel(Booking.objects.get(dose=2))

    assert list(WorkItem.objects.order_by("pk").values_list("cause", "outcome")) == [
        ("no_place", "booked"),
        ("cancelled", ""),
    ]
    assert sound()


def test_with_the_first_dose_the_search_ends(first, item):
    desk.cancel(first)

    item.refresh_from_db()
    assert item.outcome == "over"
    assert told(first) == ["confirmed", "second_waits", "cancelled"]


@pytest.fixture
def both(gaon, first):
    """Minji with both doses, the second on 20 September."""
    desk.book_second(first, make_slot(gaon, "2021-09-20 10:00").pk, uuid.uuid4())
    return first, Booking.objects.get(dose=2)


def test_a_missed_first_dose_gives_the_second_back_the_day_after(at, park, both):
    first, second = both
    at("2021-08-26 18:00")
    desk.mark_missed(first, park)

    assert give_back_missed() == 0
    at("2021-08-27 00:00")
    assert give_back_missed() == 1

    second.refresh_from_db()
    assert second.status == "cancelled"
    assert told(second) == ["confirmed", "cancelled"]
    event = second.events.latest("pk")
    assert (event.who, event.reason) == ("system", "first dose missed")
    assert give_back_missed() == 0
    assert sound()


def test_a_wrong_button_the_same_day_costs_nothing(at, park, both):
    first, second = both
    at("2021-08-26 18:00")
    desk.mark_missed(first, park)
    give_dose(first, park)
    at("2021-08-27 00:00")

    assert give_back_missed() == 0
    second.refresh_from_db()
    assert second.status == "confirmed"


def test_who_comes_late_has_a_second_dose_planned_anew(at, gaon, park, both):
    first, _second = both
    at("2021-08-26 18:00")
    desk.mark_missed(first, park)
    at("2021-08-27 00:00")
    give_back_missed()
    planned = make_slot(gaon, "2021-10-08 10:00")

    desk.correct(first, park, "She was here; the paper list says so.")

    second = Booking.objects.get(dose=2, status="confirmed")
    assert second.slot == planned
    assert (second.events.get().who, sound()) == ("system", True)


def test_without_a_place_for_it_staff_look(at, park, both):
    first, _second = both
    at("2021-08-26 18:00")
    desk.mark_missed(first, park)
    at("2021-08-27 00:00")
    give_back_missed()

    give_dose(first, park)

    assert WorkItem.objects.open().get().cause == "returned"


def test_a_missed_first_dose_is_nobodys_work(at, park, first, item):
    at("2021-08-26 18:00")
    desk.mark_missed(first, park)
    at("2021-08-27 00:00")

    give_back_missed()

    item.refresh_from_db()
    assert item.outcome == "over"


def test_a_second_dose_that_was_missed_can_be_chosen_anew(at, gaon, park, both):
    first, second = both
    at("2021-09-20 18:00")
    desk.mark_missed(second, park)

    again = desk.book_second(first, make_slot(gaon, "2021-09-27 10:00").pk, uuid.uuid4())

    assert again.slot.starts_at == seoul("2021-09-27 10:00")
    assert Notification.objects.filter(booking=again).get().template == "confirmed"

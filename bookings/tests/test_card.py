"""The person at the desk: two presses from arrival to the dose, and what speaks against it."""

import re

import pytest
from django.urls import reverse

from accounts.models import AccessRecord
from bookings.models import Booking, DoseRecord

from .builders import (
    answer_no,
    make_booking,
    make_clinic,
    make_group,
    make_lot,
    make_person,
    make_slot,
    make_staff,
    seoul,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def gaon(at):
    at("2021-08-30 09:20")
    gaon = make_clinic("Gaon Clinic")
    make_lot(gaon)
    return gaon


@pytest.fixture(autouse=True)
def park(client, gaon):
    park = make_staff("park", "Clinic staff", gaon)
    client.force_login(park)
    return park


@pytest.fixture
def minji(gaon):
    minji = make_booking(make_person("Minji Kim"), make_slot(gaon, "2021-08-30 09:00"))
    answer_no(minji)
    return minji


def card(booking):
    return reverse("staff-card", args=[booking.reference])


def press(client, booking, act, **answers):
    url = reverse("staff-attend", args=[booking.reference, act])
    return client.post(url, {"card": "1", **answers})


def take_back(client, booking, reason, what=None):
    """Press what the card offers, be it one that was opened before."""
    what = what or re.search(r'name="what" value="(\w+)"', text(client.get(card(booking))))[1]
    url = reverse("staff-correct", args=[booking.reference])
    return client.post(url, {"reason": reason, "what": what})


def text(r):
    return r.content.decode()


def test_it_shows_who_it_is_in_full_and_writes_that_down(client, park, minji):
    page = text(client.get(card(minji)))

    assert "Minji Kim" in page
    assert "1980-03-09" in page
    look = AccessRecord.objects.get()
    assert (look.staff, look.act, look.target_ids) == (park, "reveal", [minji.person_id])


def test_two_presses_lead_from_arrival_to_the_recorded_dose(client, minji):
    assert press(client, minji, "arrived").url == card(minji)
    dose = client.get(card(minji)).context["dose"]
    filled = {name: dose.get_initial_for_field(field, name) for name, field in dose.fields.items()}
    chosen = {name: value for name, value in filled.items() if value is not None}
    assert press(client, minji, "vaccinated", **chosen).url == card(minji)

    assert DoseRecord.objects.get().booking == minji
    assert "vaccinated" in text(client.get(card(minji)))


def test_a_mistake_is_taken_back_in_one_step_with_the_reason(client, minji):
    press(client, minji, "arrived")
    press(client, minji, "vaccinated")

    r = take_back(client, minji, "The other Minji")

    assert r.url == card(minji)
    minji.refresh_from_db()
    assert (minji.status, minji.change_reason) == ("confirmed", "The other Minji")
    assert not DoseRecord.objects.exists()


def test_a_wrong_arrival_is_taken_back_with_the_reason_and_stays_in_the_history(
    client, park, minji
):
    press(client, minji, "arrived")

    r = take_back(client, minji, "The other Minji")

    assert "expected" in text(client.get(r.url))
    minji.refresh_from_db()
    assert (minji.status, minji.arrived_at) == ("confirmed", None)
    arrived, taken_back = minji.events.order_by("pk").filter(new_status="confirmed")[1:]
    assert (arrived.act, arrived.staff, arrived.channel) == ("arrived", park, "clinic")
    assert (taken_back.act, taken_back.staff, taken_back.at, taken_back.reason) == (
        "not_arrived", park, seoul("2021-08-30 09:20"), "The other Minji",
    )  # fmt: skip


def test_after_the_dose_the_arrival_too_is_taken_back(client, minji):
    press(client, minji, "arrived")
    press(client, minji, "vaccinated")

    take_back(client, minji, "The other Minji")
    assert client.get(card(minji)).context["booking"].stage == "arrived"
    take_back(client, minji, "The other Minji")

    assert client.get(card(minji)).context["booking"].stage == "confirmed"
    assert client.get(card(minji)).context["undo"] is None


def test_a_form_that_is_sent_twice_takes_back_one_thing(client, minji):
    press(client, minji, "arrived")
    press(client, minji, "vaccinated")

    take_back(client, minji, "The other Minji")
    again = take_back(client, minji, "The other Minji", what="completed")

    assert "There is nothing to correct in this booking." in text(again)
    assert again.context["booking"].stage == "arrived"


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_arrival_is_not_taken_back_without_a_reason(client, minji, reason):
    press(client, minji, "arrived")

    r = take_back(client, minji, reason)

    assert r.context["undo"].errors.keys() == {"reason"}
    assert r.context["booking"].stage == "arrived"


def test_it_warns_of_another_day(client, gaon):
    tomorrow = make_booking(make_person("Jun"), make_slot(gaon, "2021-08-31 09:00"))

    warnings = client.get(card(tomorrow)).context["warnings"]

    assert warnings == ["Not today: booked for 31 August 2021."]


def test_where_something_speaks_against_it_no_button_waits_for_enter(client, minji, at):
    assert "data-main" in text(client.get(card(minji)))
    at("2021-08-29 09:00")
    page = text(client.get(card(minji)))

    assert "data-main" not in page
    assert "data-next" in page


def test_it_warns_of_a_dose_that_was_given(client, minji):
    press(client, minji, "arrived")
    press(client, minji, "vaccinated")

    r = client.get(card(minji))

    assert r.context["warnings"] == ["Dose 1 was already given, on 30 August 2021."]
    assert r.context["dose"] is None


def test_a_dose_that_is_refused_is_said_on_the_card(client, gaon, minji):
    other = make_slot(gaon, "2021-08-30 11:00", group=make_group("az")).group.planned_as_id

    press(client, minji, "arrived")
    r = press(client, minji, "vaccinated", vaccine=other)

    assert r.status_code == 200
    assert r.context["sent"].errors.keys() == {"vaccine"}
    assert "This vaccine does not belong to the booking." in text(r)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("cancelled", "This booking is cancelled."),
        ("no_show", "Marked as missed. Whoever came late can still be given the dose."),
    ],
)
def test_it_says_what_became_of_the_booking(client, minji, status, words):
    Booking.objects.filter(pk=minji.pk).update(status=status)

    assert client.get(card(minji)).context["warnings"] == [words]


@pytest.fixture
def second(client, minji):
    """Her second dose, on the same day as the first: much too early."""
    slot = make_slot(minji.slot.clinic, "2021-08-30 11:00")
    return Booking.objects.create(
        reference="SECOND234567", person=minji.person, campaign=minji.campaign, dose=2, slot=slot,
        round_version=minji.round_version, first_dose=minji, status="confirmed", channel="web",
        idempotency_key="7d3f2a3e-1b5c-4d70-9a3e-2f6d6c9b1a10",
    )  # fmt: skip


def test_it_warns_of_a_second_dose_without_a_first_and_before_its_time(client, second):
    assert client.get(card(second)).context["warnings"] == [
        "The first dose was not recorded as given.",
        "Too early for the second dose: from 20 September 2021 on.",
    ]


def test_a_second_dose_in_its_time_has_no_warnings(client, minji, second, at):
    press(client, minji, "arrived")
    press(client, minji, "vaccinated")
    Booking.objects.filter(pk=second.pk).update(
        slot=make_slot(minji.slot.clinic, "2021-09-20 11:00")
    )
    at("2021-09-20 10:50")

    assert client.get(card(second)).context["warnings"] == []


def test_somebody_who_is_being_confirmed_has_a_page_that_looks_for_news(client, minji, gaon):
    held = make_booking(make_person("Jun"), minji.slot)
    # No way leads back to held, but for a test's: a booking that was just made.
    fresh = Booking.objects.create(
        reference="HELD23456789", person=make_person("Haneul"), campaign=held.campaign, dose=1,
        slot=minji.slot, round_version=held.round_version, status="held", channel="clinic",
        idempotency_key="7d3f2a3e-1b5c-4d70-9a3e-2f6d6c9b1a11",
    )  # fmt: skip

    assert 'data-live="' in text(client.get(card(fresh)))
    assert 'data-live="' not in text(client.get(card(held)))


def test_it_asks_few_questions(client, minji, django_assert_max_num_queries):
    client.get(card(minji))
    with django_assert_max_num_queries(12):
        client.get(card(minji))

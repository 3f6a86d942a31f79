"""Nurse Park books for whoever stands at her desk: by the web's rules, at her clinic."""

import uuid

import pytest
from django.urls import reverse

from accounts.models import AccessRecord, Call, Person
from accounts.tests.builders import give_number, make_phone_provider
from bookings import desk
from bookings.confirmation import confirm_batch
from bookings.models import Booking
from bookings.refusals import NotNow, Refused

from .builders import (
    make_booking,
    make_clinic,
    make_person,
    make_round,
    make_slot,
    make_staff,
    wait_in_line,
)

pytestmark = pytest.mark.django_db
WALK_IN = reverse("staff-walk-in")
SAID = {
    "reason": "stands at the desk",
    "name": "Minji Kim",
    "number_front": "800309",
    "number_back": "2345678",
    "phone": "",
    "language": "ko",
}


@pytest.fixture
def gaon(at):
    at("2021-08-30 09:20")
    return make_clinic("Gaon Clinic")


@pytest.fixture
def slot(gaon):
    make_round(closes="2021-09-18 18:00")
    return make_slot(gaon, "2021-08-30 09:30", capacity=1)


@pytest.fixture
def park(client, gaon):
    park = make_staff("park", "Clinic staff", gaon)
    client.force_login(park)
    return park


@pytest.fixture
def minji(slot):
    return give_number(make_person("Minji Kim"), "8003092345678")


@pytest.fixture
def call(client, park, minji):
    """Minji stands at Nurse Park's desk."""
    assert client.post(WALK_IN, SAID).status_code == 302
    return Call.objects.get()


def address(call, name="staff-call", *more):
    return reverse(name, args=[call.pk, *more])


def send(client, call, slot, **answers):
    key = {"slot": slot.pk, "key": uuid.uuid4()}
    return client.post(address(call, "staff-call-check"), {**key, **answers})


def text(r):
    return r.content.decode()


def test_minji_walks_in_and_is_taken_on_at_the_desk(client, call, park, minji, slot, gaon):
    page = text(client.get(address(call)))
    assert "May book now" in page
    assert address(call, "staff-call-clinic", gaon.pk) in page
    times = text(client.get(address(call, "staff-call-clinic", gaon.pk)))
    assert f"{address(call, 'staff-call-check')}?slot={slot.pk}" in times

    r = send(client, call, slot)

    booking = Booking.objects.get()
    assert (booking.person, booking.channel, booking.status) == (minji, "clinic", "held")
    assert (booking.maker.staff, booking.maker.override) == (park, "")
    assert r.url == reverse("staff-card", args=[booking.reference])
    assert "This booking is being confirmed." in text(client.get(r.url))
    assert confirm_batch() == 1
    assert "data-main" in text(client.get(r.url))


def test_somebody_new_is_taken_up_with_both_consents(client, park, slot):
    make_phone_provider()
    new = {**SAID, "name": "Jun Lee", "number_front": "751102", "number_back": "1234567"}
    refused = client.post(WALK_IN, {**new, "phone": "010-8765-4321"})
    consents = {"consent_identifier": "on", "consent_health": "on"}
    client.post(WALK_IN, {**new, **consents, "phone": "010-8765-4321"})

    assert refused.context["form"].errors.keys() == {"consent_identifier", "consent_health"}
    assert Person.objects.get().name == "Jun Lee"
    assert Call.objects.get(person__isnull=False).door == "clinic"


def test_the_look_and_the_search_are_written_down_with_how_they_came(client, call, minji):
    client.get(address(call))

    records = AccessRecord.objects.order_by("pk").values_list("act", "reason", "target_ids")
    assert list(records) == [
        ("search", "stands at the desk", [minji.pk]),
        ("view", "stands at the desk", [minji.pk]),
    ]


def test_the_round_s_window_and_cohort_are_the_web_s(client, call, slot, at):
    at("2021-08-30 09:25")
    Person.objects.update(birth_date="2005-01-01")

    refused = send(client, call, slot)

    assert "No booking round includes your date of birth" in text(refused)
    assert not Booking.objects.exists()


def test_a_nurse_cannot_lift_the_round_s_terms(client, call, slot):
    Person.objects.update(birth_date="2005-01-01")

    refused = send(client, call, slot, override="she asked so nicely")

    assert refused.status_code == 200
    assert not Booking.objects.exists()
    with pytest.raises(Refused, match="not allowed"):
        desk.book_for_caller(call, slot.pk, uuid.uuid4(), "she asked so nicely")


def test_a_place_of_another_clinic_is_neither_shown_nor_written(client, call):
    naru = make_clinic("Naru Clinic")
    other = make_slot(naru, "2021-08-30 10:00")

    assert client.get(address(call, "staff-call-clinic", naru.pk)).status_code == 404
    assert send(client, call, other).status_code == 404
    with pytest.raises(Refused):
        desk.book_for_caller(call, other.pk, uuid.uuid4())
    assert not Booking.objects.exists()


def test_a_booking_elsewhere_is_told_of_and_not_shown(client, call, minji, slot):
    elsewhere = make_booking(minji, make_slot(make_clinic("Naru Clinic"), "2021-09-03 09:00"))

    page = text(client.get(address(call)))

    assert "You already have a booking." in page
    assert elsewhere.reference not in page
    assert "Naru" not in page


def test_the_call_centre_s_own_pages_stay_its_own(client, call, minji, gaon):
    booking = make_booking(minji, make_slot(gaon, "2021-09-03 09:00"))
    for name, more in [
        ("staff-call-clinics", []),
        ("staff-call-cancel", [booking.reference]),
        ("staff-call-change", [booking.reference]),
    ]:
        assert client.get(address(call, name, *more)).status_code == 403
    assert client.get(reverse("staff-phone")).status_code == 403


def test_an_operator_of_the_call_centre_has_no_desk(client, slot):
    client.force_login(make_staff("han", "Call-centre operators"))

    assert client.get(WALK_IN).status_code == 403


def test_whoever_waits_in_line_comes_before_somebody_at_the_desk(call, gaon):
    later = make_slot(gaon, "2021-09-03 09:00", capacity=1)
    wait_in_line("Haneul")

    with pytest.raises(Refused, match="People on the waiting list"):
        desk.book_for_caller(call, later.pk, uuid.uuid4())
    assert not Booking.objects.exists()


def test_a_time_that_has_begun_is_not_booked(call, slot, at):
    at("2021-08-30 09:30")

    with pytest.raises(NotNow, match="can no longer be booked"):
        desk.book_for_caller(call, slot.pk, uuid.uuid4())

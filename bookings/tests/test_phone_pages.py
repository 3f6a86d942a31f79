"""Operator Han at the telephone, page by page."""

import uuid

import pytest
from django.urls import reverse

from accounts.models import AccessRecord, Call, Person
from accounts.tests.builders import give_number, make_phone_provider
from bookings.models import Booking

from .builders import make_booking, make_clinic, make_person, make_round, make_slot, make_staff

pytestmark = pytest.mark.django_db

PHONE = "/staff/phone/"
SAID = {
    "reason": "asks for a time",
    "name": "Minji Kim",
    "number_front": "800309",
    "number_back": "2345678",
    "phone": "",
    "language": "ko",
}


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    return make_clinic("Gaon Clinic")


@pytest.fixture
def slot(gaon):
    make_round(digit=9)
    return make_slot(gaon, "2021-08-26 10:00", capacity=1)


@pytest.fixture
def minji(slot):
    return give_number(make_person("Minji Kim"), "8003092345678")


@pytest.fixture
def han(client):
    han = make_staff("han", "Call-centre operators")
    client.force_login(han)
    return han


@pytest.fixture
def yoon(client):
    yoon = make_staff("yoon", "Call-centre supervisors")
    client.force_login(yoon)
    return yoon


def ring(client, **said):
    return client.post(PHONE, {**SAID, **said})


def page_of(call, name="staff-call", *more, **query):
    return reverse(name, args=[call.pk, *more]) + (f"?slot={query['slot']}" if query else "")


@pytest.fixture
def call(client, request, minji):
    """Minji is on the telephone."""
    if "yoon" not in request.fixturenames:
        request.getfixturevalue("han")
    assert ring(client).status_code == 302
    return Call.objects.get()


def send(client, call, slot, **answers):
    key = {"slot": slot.pk, "key": uuid.uuid4()}
    return client.post(page_of(call, "staff-call-check"), {**key, **answers}, follow=True)


def text(r):
    return r.content.decode()


def test_minji_calls_and_has_a_booking(client, call, minji, slot, gaon):
    page = text(client.get(page_of(call)))
    assert "M*******m" in page
    assert "May book now" in page
    district = f"?province=9900000000&district={gaon.district.code}"
    page = text(client.get(page_of(call, "staff-call-clinics") + district))
    assert page_of(call, "staff-call-clinic", gaon.pk) in page
    page = text(client.get(page_of(call, "staff-call-clinic", gaon.pk)))
    assert f"{page_of(call, 'staff-call-check')}?slot={slot.pk}" in page
    assert "10:00" in text(client.get(page_of(call, "staff-call-check", slot=slot.pk)))

    r = send(client, call, slot)

    booking = Booking.objects.get()
    assert (booking.person, booking.channel) == (minji, "call")
    assert r.redirect_chain == [(page_of(call), 302)]
    assert f"Booked: {booking.reference}." in text(r)


def test_no_page_shows_her_whole_name_number_or_phone(client, call, slot):
    for address in (
        page_of(call),
        page_of(call, "staff-call-clinics"),
        page_of(call, "staff-call-clinic", slot.clinic_id),
        page_of(call, "staff-call-check", slot=slot.pk),
    ):
        page = text(client.get(address))
        for secret in ("Minji Kim", "800309", "2345678", "+821000000001", "1980-03-09"):
            assert secret not in page


def test_every_page_of_the_call_leaves_a_record_with_its_reason(client, call, minji, slot):
    client.get(page_of(call))
    client.get(page_of(call, "staff-call-check", slot=slot.pk))

    looks = AccessRecord.objects.filter(act="view")
    assert [look.target_ids for look in looks] == [[minji.pk]] * 2
    assert {look.reason for look in looks} == {"asks for a time"}


def test_a_refused_form_says_why_and_shows_no_number_again(client, han, minji):
    r = ring(client, name="Jun Lee")

    assert "Nobody is known by this number and this name" in text(r)
    assert "2345678" not in text(r)


def test_somebody_new_needs_both_consents(client, han, slot, settings):
    settings.ATTESTER = "accounts.attesters.Demo"
    make_phone_provider()

    r = ring(client, phone="010-1234-5678", consent_health="on")
    assert "Without this consent" in text(r)
    assert not Person.objects.exists()

    ring(client, phone="010-1234-5678", consent_health="on", consent_identifier="on")
    assert Call.objects.live().get().person == Person.objects.get()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"name": "1234"},
        {"number_front": "991399"},
        {"number_back": "1"},
        {"phone": "02-123-4567"},
        {"language": "fr"},
    ],
)
def test_bad_input_is_said_beside_the_field(client, han, minji, wrong):
    r = ring(client, **wrong)

    assert r.status_code == 200
    assert r.context["form"].errors
    assert not Call.objects.exists()


def test_before_the_opening_she_is_told_when(client, call, slot, at):
    at("2021-08-09 19:59:59")

    page = text(send(client, call, slot))

    assert "It is not your turn yet" in page
    assert not Booking.objects.exists()


def test_an_operator_is_offered_no_override_and_cannot_send_one(client, call, slot, at):
    at("2021-08-09 19:50")
    assert 'name="override"' not in text(
        client.get(page_of(call, "staff-call-check", slot=slot.pk))
    )

    send(client, call, slot, override="she asked so nicely")

    assert not Booking.objects.exists()


def test_a_supervisor_is_and_both_records_say_why(client, yoon, call, slot, at):
    at("2021-08-09 19:50")
    assert 'name="override"' in text(client.get(page_of(call, "staff-call-check", slot=slot.pk)))
    assert "This field is required" in text(send(client, call, slot, override=" "))

    send(client, call, slot, override="leaves for abroad")

    booking = Booking.objects.get()
    assert (booking.maker.staff, booking.maker.override) == (yoon, "leaves for abroad")
    change = AccessRecord.objects.get(act="change")
    assert (change.target_kind, change.target_ids) == ("bookings.booking", [booking.pk])
    assert (change.staff, change.reason) == (yoon, "leaves for abroad")


def test_a_full_time_offers_no_override_but_other_times(client, yoon, call, slot, gaon):
    make_booking(make_person("Jun"), slot)
    other = make_slot(gaon, "2021-08-26 11:00")

    page = text(send(client, call, slot))

    assert "This time is full" in page
    assert 'name="override"' not in page
    assert page_of(call, "staff-call-check", slot=other.pk) in page


def test_a_booking_is_cancelled_with_a_reason(client, call, han, minji, slot):
    booking = make_booking(minji, slot)
    address = page_of(call, "staff-call-cancel", booking.reference)
    assert client.post(address, {"reason": ""}).context["form"].errors

    client.post(address, {"reason": "is ill"})

    booking.refresh_from_db()
    assert booking.status == "cancelled"
    event = booking.events.latest("pk")
    assert (event.staff, event.reason) == (han, "is ill")


def test_somebody_elses_booking_is_not_there(client, call, slot):
    booking = make_booking(make_person("Jun"), slot)

    assert client.get(page_of(call, "staff-call-cancel", booking.reference)).status_code == 404


def test_an_address_of_a_call_is_worth_nothing_later_or_to_a_colleague(client, call, han):
    client.post(page_of(call, "staff-call-end"))
    assert client.get(page_of(call)).url == PHONE

    ring(client)
    hers = Call.objects.live().get()
    client.force_login(make_staff("oh", "Call-centre operators"))
    assert client.get(page_of(hers)).url == PHONE
    assert AccessRecord.objects.filter(act="view").count() == 0


@pytest.mark.parametrize("role", ["Clinic staff", "Ministry analysts", "Operations"])
def test_other_staff_have_no_telephone(client, role, minji):
    client.force_login(make_staff("park", role))

    assert ring(client).status_code == 403
    assert not AccessRecord.objects.exists()


def test_a_booking_is_moved_to_another_time(client, call, han, minji, slot, gaon):
    booking = make_booking(minji, slot)
    other = make_slot(gaon, "2021-08-27 11:00")
    change = page_of(call, "staff-call-change", booking.reference)
    check = f"{change}check/?slot={other.pk}"
    assert check in text(client.get(f"{change}?day=2021-08-27"))
    district = f"?province=9900000000&district={gaon.district.code}"
    assert f"{change}?clinic={gaon.pk}" in text(client.get(f"{change}clinics/{district}"))
    assert "Move it to this time" in text(client.get(check))
    answers = {"slot": other.pk, "key": uuid.uuid4()}
    assert "This field is required" in text(client.post(check, answers))

    r = client.post(check, {**answers, "reason": "works that day"}, follow=True)

    assert f"Moved: {booking.reference}." in text(r)
    booking.refresh_from_db()
    assert booking.slot == other
    event = booking.events.latest("pk")
    assert (event.staff, event.channel, event.reason) == (han, "call", "works that day")


def test_a_time_that_is_gone_keeps_the_booking(client, call, minji, slot, gaon):
    booking = make_booking(minji, slot)
    full = make_slot(gaon, "2021-08-27 11:00", capacity=0)
    free = make_slot(gaon, "2021-08-27 11:30")
    check = page_of(call, "staff-call-change-check", booking.reference)

    page = text(client.post(check, {"slot": full.pk, "key": uuid.uuid4(), "reason": "works"}))

    assert "full" in page
    assert f"?slot={free.pk}" in page
    booking.refresh_from_db()
    assert booking.slot == slot


def test_what_cannot_be_moved_is_said_and_somebody_elses_is_not_there(client, call, minji, slot):
    booking = make_booking(minji, slot, "completed")
    r = client.get(page_of(call, "staff-call-change", booking.reference), follow=True)
    assert "Only a confirmed booking can be moved" in text(r)

    other = make_booking(make_person("Jun"), make_slot(slot.clinic, "2021-08-27 10:00"))
    for page in ("", "-clinics", "-check"):
        address = page_of(call, f"staff-call-change{page}", other.reference)
        assert client.get(address).status_code == 404

"""The call centre books by the web's rules; a supervisor may lift the round's, and says why."""

import uuid
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import InternalError, connection, transaction

from accounts.models import Call
from bookings import desk
from bookings.audit import audit
from bookings.confirmation import confirm_batch
from bookings.models import Booking, Maker
from bookings.refusals import AlreadyBooked, Full, NotNow, NotVerified, Refused

from .builders import make_clinic, make_person, make_round, make_slot, make_staff, verify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    return make_clinic("Gaon Clinic")


@pytest.fixture
def slot(gaon):
    make_slot(gaon, "2021-10-07 10:00")
    return make_slot(gaon, "2021-08-26 10:00", capacity=1)


@pytest.fixture
def round_(slot):
    return make_round(digit=9)


@pytest.fixture
def han(round_):
    return make_staff("han", "Call-centre operators")


@pytest.fixture
def yoon(round_):
    return make_staff("yoon", "Call-centre supervisors")


@pytest.fixture
def minji():
    return make_person("Minji Kim")


@pytest.fixture
def jun():
    """His turn is another evening."""
    return make_person("Jun Lee", "1975-11-02", "+821000000002", "M")


def call_of(staff, person):
    return Call.objects.create(staff=staff, person=person, reason="asks for a time")


def book(staff, person, slot, override="", key=None):
    call = call_of(staff, person)
    booking = desk.book_for_caller(call, slot.pk, key or uuid.uuid4(), override)
    return Booking.objects.get(pk=booking.pk)


def nothing_written():
    return not Booking.objects.exists() and not Maker.objects.exists()


def listed():
    return [examples for check, _found, examples in audit(legal=True)]


def sound():
    return [check.says for check, breaches, _examples in audit() if breaches] == []


def test_operator_han_books_for_minji(han, minji, slot, round_):
    booking = book(han, minji, slot)

    assert (booking.person, booking.slot, booking.status) == (minji, slot, "held")
    assert (booking.channel, booking.round_version) == ("call", round_.current)
    assert (booking.maker.staff, booking.maker.override) == (han, "")
    assert confirm_batch() == 1
    booking.refresh_from_db()
    assert booking.status == "confirmed"
    assert sound()


def test_the_telephone_opens_when_the_web_does(han, minji, slot, at):
    at("2021-08-09 19:59:59")
    with pytest.raises(NotNow, match="not your turn"):
        book(han, minji, slot)
    assert nothing_written()

    at("2021-08-10 18:00")
    with pytest.raises(NotNow, match="closed"):
        book(han, minji, slot)
    assert nothing_written()


def test_the_cohort_is_the_same(han, jun, slot):
    with pytest.raises(NotNow, match="No booking round"):
        book(han, jun, slot)
    assert nothing_written()


def test_a_call_that_ended_books_nothing(han, minji, slot, at):
    call = call_of(han, minji)
    at("2021-08-09 20:30")

    with pytest.raises(NotVerified):
        desk.book_for_caller(call, slot.pk, uuid.uuid4())
    assert nothing_written()


def test_whoever_booked_on_the_web_has_no_second_booking_by_telephone(han, yoon, minji, slot, gaon):
    desk.book(verify(minji).pk, slot.pk, uuid.uuid4())
    other = make_slot(gaon, "2021-08-26 11:00")

    for staff, override in ((han, ""), (yoon, "she asked so nicely")):
        with pytest.raises(AlreadyBooked):
            book(staff, minji, other, override)
    assert Booking.objects.count() == 1


def test_a_form_sent_twice_is_one_booking(han, minji, slot):
    key = uuid.uuid4()

    assert book(han, minji, slot, key=key) == book(han, minji, slot, key=key)
    assert Maker.objects.count() == 1


def test_an_operator_cannot_override(han, jun, slot):
    with pytest.raises(Refused, match="not allowed"):
        book(han, jun, slot, "he asked so nicely")
    assert nothing_written()


def test_a_supervisor_overrides_the_window_with_a_reason(yoon, jun, slot):
    booking = book(yoon, jun, slot, "leaves for abroad on 1 September")

    assert confirm_batch() == 1
    booking.refresh_from_db()
    assert booking.status == "confirmed"
    assert booking.maker.override == "leaves for abroad on 1 September"
    assert sound()
    assert listed() == [[f"booking {booking.pk}"]]


def test_without_the_reason_the_audit_would_call_it_broken(yoon, jun, slot):
    """The control: the same booking, and nobody said why."""
    booking = book(yoon, jun, slot, "leaves for abroad on 1 September")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Maker.objects.update(override="")
        cursor.execute("SET LOCAL session_replication_role = origin")

    assert not sound()
    assert confirm_batch() == 1
    booking.refresh_from_db()
    assert (booking.status, booking.rejection) == ("rejected", "not_eligible")


def test_a_reason_that_was_not_needed_is_no_override(yoon, minji, slot):
    booking = book(yoon, minji, slot, "to be safe")

    assert booking.maker.override == ""
    assert listed() == [[]]


def test_no_reason_makes_a_place(yoon, minji, jun, slot):
    book(yoon, minji, slot)

    with pytest.raises(Full):
        book(yoon, jun, slot, "a friend of the minister")
    assert Booking.objects.count() == 1


def test_no_reason_brings_a_stopped_round_or_another_vaccination_day(yoon, jun, slot, gaon, round_):
    later = make_slot(gaon, "2021-12-01 10:00")
    with pytest.raises(NotNow):
        book(yoon, jun, later, "a friend of the minister")
    round_.stopped = True
    round_.save()
    with pytest.raises(NotNow):
        book(yoon, jun, slot, "a friend of the minister")
    assert nothing_written()


def test_who_made_it_is_never_changed(han, minji, slot):
    book(han, minji, slot)

    with pytest.raises(InternalError), transaction.atomic():
        Maker.objects.update(override="as agreed")


def test_the_audit_lists_overrides_and_does_not_fail(yoon, jun, slot):
    booking = book(yoon, jun, slot, "leaves for abroad on 1 September")
    out = StringIO()

    call_command("audit", stdout=out)

    (line,) = [line for line in out.getvalue().splitlines() if line.startswith("P4 listed")]
    assert line.endswith(f"by permission, with a reason: 1 (booking {booking.pk} …)")

import uuid

import pytest
from django.utils import translation

from bookings import desk
from bookings.models import Booking
from bookings.refusals import AlreadyBooked, Full, NotNow, NotVerified, OtherAnswers

from .builders import make_group, make_person, make_round, make_slot, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot(clinic):
    return make_slot(clinic, "2021-08-26 10:00", capacity=2)


@pytest.fixture
def round_(slot):
    return make_round()


@pytest.fixture
def minji(round_):
    return make_person("Minji")


def book(person, slot, key=None):
    return desk.book(verify(person).pk, slot.pk, key or uuid.uuid4())


def refusal(kind, person, slot):
    """The words with which the desk turns a person down."""
    before = Booking.objects.count()
    with pytest.raises(kind) as refused:
        book(person, slot)
    assert Booking.objects.count() == before
    return str(refused.value)


def test_minji_holds_a_place(minji, slot, round_):
    booking = Booking.objects.get(pk=book(minji, slot).pk)

    assert (booking.person, booking.slot, booking.dose) == (minji, slot, 1)
    assert (booking.status, booking.channel) == ("held", "web")
    assert booking.round_version == round_.current
    assert len(booking.reference) == 12
    slot.refresh_from_db()
    assert slot.taken == 1


def test_the_hold_is_one_round_trip(minji, slot, django_assert_num_queries):
    verification = verify(minji)

    # Inside the test's own transaction a savepoint goes around the one statement.
    with django_assert_num_queries(3):
        desk.book(verification.pk, slot.pk, uuid.uuid4())


def test_a_form_sent_twice_is_one_booking(minji, slot):
    key = uuid.uuid4()

    assert book(minji, slot, key) == book(minji, slot, key)
    assert Booking.objects.count() == 1


def test_a_form_sent_again_with_another_time_is_refused(minji, clinic, slot):
    other = make_slot(clinic, "2021-08-26 10:30")
    key = uuid.uuid4()
    book(minji, slot, key)

    with pytest.raises(OtherAnswers):
        book(minji, other, key)
    assert Booking.objects.get().slot == slot


def test_the_same_key_of_two_people_is_two_bookings(minji, slot):
    key = uuid.uuid4()
    book(minji, slot, key)

    book(make_person("Jun"), slot, key)

    assert Booking.objects.count() == 2


def test_nobody_holds_two_places(minji, clinic, slot):
    book(minji, slot)

    with translation.override("en"):
        said = refusal(AlreadyBooked, minji, make_slot(clinic, "2021-08-27 10:00"))

    assert said == "You already have a booking for this dose."


def test_a_full_time_says_so(minji, slot):
    for name in ("Jun", "Haneul"):
        book(make_person(name), slot)

    assert refusal(Full, minji, slot)


def test_a_day_at_its_limit_is_full_though_the_slot_is_not(minji, clinic):
    slot = make_slot(clinic, "2021-08-28 10:00", capacity=5, limit=1)
    book(make_person("Jun"), slot)

    assert refusal(Full, minji, slot)


@pytest.mark.parametrize(
    ("moment", "may"),
    [
        ("2021-08-09 19:59:59", False),
        ("2021-08-09 20:00:00", True),
        ("2021-08-10 17:59:59", True),
        ("2021-08-10 18:00:00", False),
    ],
)
def test_the_window_is_half_open_by_the_databases_clock(at, minji, slot, moment, may):
    at(moment)

    if may:
        assert book(minji, slot).pk
    else:
        assert refusal(NotNow, minji, slot)


def test_who_is_not_in_the_cohort_is_told_so(slot, round_):
    haneul = make_person("Haneul", born="2004-01-01")

    assert refusal(NotNow, haneul, slot)


def test_a_stopped_round_admits_nobody(minji, slot, round_):
    round_.stopped = True
    round_.save()

    assert refusal(NotNow, minji, slot)


def test_a_time_outside_the_rounds_dates_is_refused(minji, clinic):
    assert refusal(NotNow, minji, make_slot(clinic, "2021-10-01 10:00"))


def test_another_vaccine_is_refused(minji, clinic):
    assert refusal(NotNow, minji, make_slot(clinic, "2021-08-26 11:00", group=make_group("az")))


def test_a_closed_clinic_takes_no_bookings(minji, clinic, slot):
    clinic.active = False
    clinic.save()

    assert refusal(NotNow, minji, slot)


def test_a_time_that_has_begun_is_gone(at, minji, clinic):
    make_round(opens="2021-08-20 00:00", closes="2021-09-30 00:00")
    slot = make_slot(clinic, "2021-08-27 10:00")
    at("2021-08-27 10:00")

    assert refusal(NotNow, minji, slot)


def test_an_unknown_time_is_refused(minji, slot):
    slot.pk = 10**12

    assert refusal(NotNow, minji, slot)


def test_a_proof_of_identity_that_ran_out_books_nothing(at, minji, slot):
    verification = verify(minji, minutes=30)
    at("2021-08-09 20:30:00")

    with pytest.raises(NotVerified):
        desk.book(verification.pk, slot.pk, uuid.uuid4())
    assert not Booking.objects.exists()


def test_an_invented_proof_of_identity_books_nothing(minji, slot):
    with pytest.raises(NotVerified):
        desk.book(uuid.uuid4(), slot.pk, uuid.uuid4())

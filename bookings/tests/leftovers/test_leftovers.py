"""Doses that are left: offered in order, accepted, taken by whoever comes first."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from bench.database import set_clock
from bookings import desk, leftovers, offers
from bookings.confirmation import confirm_batch
from bookings.models import Booking, DoseRecord, LeftoverAlert, Notification, Offer
from bookings.notices import text_of
from bookings.refusals import Full, NotNow, Refused
from clinics.models import Clinic, ClinicDay, Slot

from ..builders import give_dose, make_booking, make_person, make_round, make_slot, seoul, verify
from . import (
    accept,
    broken,
    counts,
    make_leftover_clinic,
    offered,
    publish,
    vaccine,
    waiting,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_it_is_kept_for_those_who_wait_longest(clinic, line):
    batch = publish(clinic, 2)
    assert batch.closes_at == seoul("2021-08-26 16:30")

    assert leftovers.offer_batch() == 2

    assert offered() == ["Jun", "Minji"]
    assert counts(batch) == (2, 2, 2)
    assert Offer.objects.first().ends_at == seoul("2021-08-26 14:10")
    assert set(Notification.objects.values_list("template", flat=True)) == {"leftover"}
    assert leftovers.offer_batch() == 0
    assert broken() == []


def test_their_turn_is_one_moment_though_the_clock_runs_on(clinic, line):
    with connection.cursor() as cursor:
        set_clock(cursor, "2021-08-26 14:00+09")
    publish(clinic, 2)

    assert leftovers.offer_batch() == 2

    assert broken() == []


def test_accepted_it_is_a_booking_of_today(clinic, line):
    batch = publish(clinic, 1)
    leftovers.offer_batch()

    booking = accept(line[0])

    assert (booking.status, booking.channel, booking.dose) == ("confirmed", "leftover", 1)
    assert booking.come_by == seoul("2021-08-26 16:00")
    assert (booking.vaccine, booking.round_version) == (vaccine(), None)
    assert counts(batch) == (1, 1, 1)
    assert ClinicDay.objects.get().taken == 0
    assert broken() == []


def test_declined_it_goes_to_the_next_and_who_had_their_turn_waits_behind(at, clinic, line):
    publish(clinic, 1)
    leftovers.offer_batch()
    offers.decline(line[0].offers.get())
    leftovers.offer_batch()
    assert offered() == ["Jun"]

    at("2021-08-26 14:10")
    assert offers.end_batch() == 1
    leftovers.offer_batch()
    assert offered() == ["Haneul"]
    offers.decline(line[2].offers.get())

    at("2021-08-26 14:20")
    publish(clinic, 1)
    leftovers.offer_batch()
    assert offered() == ["Minji"]
    assert broken() == []


def test_when_all_had_their_turn_it_is_for_whoever_comes_first(clinic, line):
    batch = publish(clinic, 4)
    leftovers.offer_batch()
    seoyeon = make_person("Seoyeon")
    proof = verify(seoyeon).pk
    with pytest.raises(NotNow, match="first to those who have an alert"):
        leftovers.take(proof, batch, uuid.uuid4())

    assert leftovers.offer_batch() == 1  # nobody is left in line
    key = uuid.uuid4()
    booking = leftovers.take(proof, batch, key)

    assert leftovers.take(proof, batch, key) == booking
    assert counts(batch) == (4, 4, 4)
    with pytest.raises(Full, match="last dose"):
        leftovers.take(verify(make_person("Doyun")).pk, batch, uuid.uuid4())
    assert broken() == []


def test_nine_doses_are_never_ten_bookings(clinic):
    batch = publish(clinic, 9)
    leftovers.offer_batch()
    for n in range(9):
        leftovers.take(verify(make_person(f"P{n}")).pk, batch, uuid.uuid4())
    one_more = {
        field: getattr(Booking.objects.last(), field)
        for field in ("campaign", "dose", "slot", "vaccine", "status", "channel", "come_by")
    }
    with pytest.raises(IntegrityError, match="slot_within_capacity"), transaction.atomic():
        Booking.objects.create(
            person=make_person(), reference="TENTH", idempotency_key=uuid.uuid4(), **one_more
        )
    assert broken() == []


def test_an_appointment_for_the_same_dose_is_given_back(at, clinic, line):
    """Both its places are free at once, and the second dose is planned from the leftover one."""
    make_round(opens="2021-08-09 00:00", closes="2021-09-20 18:00")
    first, then, sooner = (
        make_slot(clinic, f"{day} 10:00") for day in ("2021-09-10", "2021-10-22", "2021-10-07")
    )
    old = desk.book(verify(line[0]).pk, first.pk, uuid.uuid4())
    confirm_batch()
    assert list(line[0].bookings.order_by("dose").values_list("slot", flat=True)) == [
        first.pk,
        then.pk,
    ]
    publish(clinic, 1)
    leftovers.offer_batch()

    booking = accept(line[0])

    old.refresh_from_db()
    assert (old.status, old.changed_via) == ("cancelled", "leftover")
    assert booking.status == "confirmed"
    assert Booking.objects.get(first_dose=booking, status="confirmed").slot == sooner
    assert list(Slot.objects.filter(leftover=False, taken=1)) == [sooner]
    told = line[0].notifications.filter(template="cancelled")
    assert ["a leftover dose today instead" in text_of(each) for each in told] == [True, True]
    assert broken() == []


def test_the_second_dose_is_of_the_same_vaccine_and_inside_its_interval(at, clinic, line):
    since = "2021-07-01"
    make_round(opens=f"{since} 00:00", closes="2021-09-20 18:00", vaccinate=(since, "2021-09-30"))
    minji = line[0]
    at("2021-07-29 10:00")
    first = make_booking(minji, make_slot(clinic, "2021-07-29 10:00"))
    give_dose(first, clinic.nurse, vaccine())
    planned = make_slot(clinic, "2021-09-09 10:00")
    second = desk.book_second(first, planned.pk, uuid.uuid4(), staff=clinic.nurse)
    at("2021-08-26 14:00")
    publish(clinic, 1)
    leftovers.offer_batch()
    assert minji.offers.get().dose == 2

    booking = accept(minji)

    assert (booking.dose, booking.first_dose, booking.status) == (2, first, "confirmed")
    second.refresh_from_db()
    assert second.status == "cancelled"
    assert not first.work.filter(resolved_at=None).exists()
    assert broken() == []


@pytest.mark.parametrize(
    ("days", "why"), [(20, "too early"), (50, "time for your second dose is over")]
)
def test_outside_the_interval_nothing_is_offered(clinic, line, days, why):
    given = dt.date(2021, 8, 26) - dt.timedelta(days=days)
    batch = publish(clinic, 1)
    DoseRecord.objects.create(
        person=line[0], campaign=batch.campaign, dose=1, vaccine=vaccine(), given_on=given
    )
    leftovers.offer_batch()
    leftovers.offer_batch()

    assert offered() == ["Jun"]
    assert why in leftovers.why_not(line[0], batch)


def test_who_is_too_young_or_missed_an_appointment_waits(at, clinic, line):
    make_round(opens="2021-07-01 00:00", closes="2021-09-20 18:00")
    missed = make_booking(line[0], make_slot(clinic, "2021-08-20 10:00"))
    desk.mark_missed(missed, clinic.nurse)
    product = vaccine()
    product.age_from = 30
    product.save()
    young = waiting("Doyun", clinic, born="1995-01-01")
    at("2021-08-26 14:01")
    batch = publish(clinic, 2)
    leftovers.offer_batch()
    leftovers.offer_batch()

    assert offered() == ["Haneul", "Jun"]
    assert "2021" in leftovers.why_not(line[0], batch)
    assert leftovers.why_not(young, batch) == "This vaccine is not given at your age."


def test_a_link_carries_nothing_for_anybody_else(clinic, line):
    publish(clinic, 1)
    leftovers.offer_batch()
    offer = line[0].offers.get()
    with pytest.raises(Refused):
        offers.accept(verify(line[1]).pk, offer.reference)
    assert not Booking.objects.exists()


def test_five_clinics_at_most(clinic):
    many = [clinic, *(make_leftover_clinic(f"Clinic {n}") for n in range(5))]
    with pytest.raises(Refused, match="five clinics"):
        waiting("Minji", *many)
    jun = waiting("Jun", *many[:5])
    with pytest.raises(IntegrityError, match="at_most_five_alerts"), transaction.atomic():
        LeftoverAlert.objects.create(wish=jun.leftover_wish, clinic=many[5], place=6)


def test_asking_again_changes_no_turn(at, clinic, line):
    leftovers.wish(line[1], Clinic.objects.all(), [vaccine()])
    publish(clinic, 1)
    leftovers.forget(line[0])
    leftovers.offer_batch()
    assert offered() == ["Jun"]


def test_when_time_is_short_several_are_told_and_the_first_gets_it(at, clinic, line):
    at("2021-08-26 16:25")
    batch = publish(clinic, 1)
    leftovers.offer_batch()
    assert offered() == ["Haneul", "Jun", "Minji"]
    assert counts(batch) == (1, 1, 0)
    assert {offer.keeps for offer in Offer.objects.all()} == {False}

    accept(line[1])
    with pytest.raises(Refused):
        offers.accept(verify(line[0]).pk, line[0].offers.get().reference)
    offers.end_batch()

    assert [person.offers.get().state for person in line] == ["withdrawn", "accepted", "withdrawn"]
    assert counts(batch) == (1, 1, 1)
    assert broken() == []

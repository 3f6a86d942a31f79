import datetime as dt
import uuid

import pytest
import redis

from accounts.tests.builders import make_person, verify
from bookings import desk
from bookings.audit import audit
from bookings.models import Booking, BookingEvent, DoseRecord, Notification, WorkItem
from bookings.tasks import confirm_held
from bookings.tests.builders import make_clinic, make_round, make_slot
from tests.processes import await_truth
from tests.races.starting_line import held_back, standing

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 1000


@pytest.fixture
def clinics(at):
    """Four clinics with room for all first doses but not for all second ones."""
    at("2021-08-09 20:00")
    make_round()
    clinics = [make_clinic(f"Clinic {n}") for n in range(4)]
    for clinic in clinics:
        make_slot(clinic, "2021-08-26 10:00", capacity=250, limit=600)
        make_slot(clinic, "2021-10-07 10:00", capacity=150, limit=600)
        make_slot(clinic, "2021-10-08 10:00", capacity=40, limit=600)
    return clinics


def hold(clinics):
    """A thousand people take places; every tenth had the dose elsewhere."""
    slots = [clinic.slots.earliest("starts_at").pk for clinic in clinics]
    for n in range(CROWD):
        person = make_person(f"Guest {n}")
        booking = desk.book(verify(person).pk, slots[n % 4], uuid.uuid4())
        if n % 10 == 0:
            DoseRecord.objects.create(
                person=person, campaign=booking.campaign, dose=1, given_on=dt.date(2021, 7, 1)
            )


def test_every_booking_is_decided_though_worker_and_store_are_lost(clinics, worker, store, request):
    contested = clinics[0].slots.get(starts_at__day=7)
    with held_back(contested):
        hold(clinics)
        # The worker has begun: a batch is claimed and stands before the contested slot.
        await_truth(lambda: standing() > 0)
        worker.kill()
        redis.Redis.from_url(store.url).flushall()
    assert Booking.objects.held().exists()

    worker.start()
    request.getfixturevalue("beat")  # no bell was left: the sweep finds the rows
    await_truth(lambda: not Booking.objects.held().exists(), seconds=150)

    first = Booking.objects.filter(dose=1)
    assert first.filter(status="rejected", rejection="vaccinated").count() == CROWD // 10
    assert first.filter(status="confirmed").count() == CROWD * 9 // 10
    second = Booking.objects.filter(dose=2, status="confirmed").count()
    assert second == 4 * (150 + 40)
    waiting = CROWD * 9 // 10 - second
    assert WorkItem.objects.count() == waiting
    assert BookingEvent.objects.count() == CROWD + second + waiting
    assert Notification.objects.count() == BookingEvent.objects.count()
    assert [check.says for check, breaches, _examples in audit() if breaches] == []


def test_a_bell_that_nobody_hears_delays_and_loses_nothing(clinics, store, request):
    store.stop()
    slot = clinics[0].slots.earliest("starts_at")

    booking = desk.book(verify(make_person("Minji")).pk, slot.pk, uuid.uuid4())

    store.start()
    request.getfixturevalue("worker")
    request.getfixturevalue("beat")
    await_truth(lambda: Booking.objects.get(pk=booking.pk).status == "confirmed", seconds=60)


def test_a_bell_rung_twice_confirms_once(clinics, worker):
    slot = clinics[0].slots.earliest("starts_at")
    booking = desk.book(verify(make_person("Minji")).pk, slot.pk, uuid.uuid4())

    for _again in range(20):
        confirm_held.delay()
    await_truth(lambda: Booking.objects.get(pk=booking.pk).status == "confirmed")

    assert BookingEvent.objects.filter(booking=booking).count() == 1

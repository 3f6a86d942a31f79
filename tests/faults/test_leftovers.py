"""The worker dies before an offer, and before its message; the store forgets a thousand of them."""

import pytest
import redis

from accounts.models import Person
from accounts.tests.builders import make_person, verify
from bookings import offers
from bookings.leftovers.wishing import stand
from bookings.models import Booking, LeftoverTurn, LeftoverWish, Notification, Offer
from bookings.tests.leftovers import (
    broken,
    make_leftover_clinic,
    make_terms,
    publish,
    vaccine,
    waiting,
)
from tests.phones import Phone
from tests.processes import Worker, await_truth
from tests.races.starting_line import held_back, standing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinics(at):
    at("2021-08-26 14:00")
    make_terms()
    return [make_leftover_clinic(name) for name in ("Gaon Clinic", "Narae Clinic")]


def many_wait(clinic, people):
    one = make_person()
    crowd = [
        Person(name=one.name, birth_date=one.birth_date, sex="F", phone=one.phone, language="en")
        for _ in range(people)
    ]
    for person in Person.objects.bulk_create(crowd):
        stand(LeftoverWish.objects.create(person=person), [clinic], [vaccine()])
    for wish in LeftoverWish.objects.filter(alerts__clinic=clinic):
        wish.refresh_from_db()
        LeftoverTurn.objects.filter(wish=wish).update(turn_at=wish.turn_at)


def told():
    return Notification.objects.filter(template="leftover")


def test_no_dose_is_offered_without_its_message_though_worker_and_store_are_lost(
    at, clinics, worker, store, request
):
    many_wait(clinics[0], 60)
    at("2021-08-26 14:01")
    with held_back("bookings_leftoverwish"):
        # The worker has begun: batch and slot are claimed, and it stands before those who wait.
        publish(clinics[0], 40)
        request.getfixturevalue("beat")
        await_truth(lambda: standing() > 0, seconds=30)
        worker.kill()
        redis.Redis.from_url(store.url).flushall()
    assert not Offer.objects.exists()

    worker.start()

    await_truth(lambda: Offer.objects.count() == 40, seconds=60)
    await_truth(lambda: not told().filter(delivered_at=None).exists(), seconds=60)
    assert told().values("offer").distinct().count() == told().count() == 40
    assert broken() == []


@pytest.fixture
def workers(store, tmp_path):
    """One that offers and one that delivers, which a test may kill; neither runs yet."""
    workers = []
    for queue in ("bookings", "messages"):
        folder = tmp_path / queue
        folder.mkdir()
        workers.append(Worker(folder, queue))
    yield workers
    for worker in workers:
        worker.kill()


def test_an_offer_whose_worker_died_before_its_message_stands_and_is_told_once(
    at, clinics, workers, store, request
):
    offering, delivering = workers
    jun = waiting("Jun", clinics[0])
    at("2021-08-26 14:01")
    offering.start()
    publish(clinics[0], 1)
    await_truth(Offer.objects.exists)
    with held_back("bookings_notification"):
        delivering.start()
        # It stands before the message that it is about to lease and send.
        await_truth(lambda: standing() > 0, seconds=30)
        for worker in workers:
            worker.kill()
        redis.Redis.from_url(store.url).flushall()
    assert told().get().delivered_at is None
    assert Phone(jun.phone, delivering.log).messages() == []

    for worker in workers:
        worker.start()
    request.getfixturevalue("beat")  # no bell was left: the sweep finds the row
    await_truth(lambda: told().exclude(delivered_at=None).exists())

    (message,) = Phone(jun.phone, delivering.log).messages()
    assert "is kept for you until 14:11" in message
    assert jun.offers.get().state == "open"
    assert broken() == []


def test_a_thousand_open_offers_outlive_the_store(at, clinics, worker, store, request):
    for clinic in clinics:
        many_wait(clinic, 600)
    at("2021-08-26 14:01")
    for clinic in clinics:
        publish(clinic, 500)
    request.getfixturevalue("beat")
    await_truth(lambda: Offer.objects.filter(state="open").count() == 1000, seconds=60)

    redis.Redis.from_url(store.url).flushall()

    for offer in Offer.objects.order_by("pk")[:20]:
        offers.accept(verify(offer.person).pk, offer.reference)
    at("2021-08-26 14:11")
    lapsed, first = Offer.objects.filter(state="lapsed"), Offer.objects.filter(state="open")
    await_truth(lambda: (lapsed.count(), first.count()) == (980, 200), seconds=60)
    await_truth(lambda: Booking.objects.filter(status="confirmed").count() == 20, seconds=60)
    assert told().values("offer").distinct().count() == told().count() == 1200
    assert broken() == []

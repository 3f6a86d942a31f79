import time
import uuid

import pytest

from accounts.tests.builders import make_person, verify
from bookings import desk
from bookings.models import Booking, Notification
from bookings.tests.builders import make_clinic, make_round, make_slot
from tests.processes import Worker, await_truth

pytestmark = pytest.mark.django_db(transaction=True)


class Hanging:
    """A gateway that takes the call and never answers."""

    def send(self, messages):
        time.sleep(3600)


@pytest.fixture
def workers(store, tmp_path, monkeypatch):
    """One for bookings and one for the post, whose every child will hang."""
    monkeypatch.setenv("SMS_BACKEND", f"{__name__}.Hanging")
    workers = []
    for name, queues in {"desk": ["bookings"], "post": ["codes", "messages"]}.items():
        (tmp_path / name).mkdir()
        workers.append(Worker(tmp_path / name, *queues).start())
    yield workers
    for worker in workers:
        worker.kill()


def test_a_gateway_that_never_answers_holds_up_no_confirmation(at, workers):
    at("2021-08-09 20:00")
    make_round()
    clinic = make_clinic()
    slot = make_slot(clinic, "2021-08-26 10:00")
    for name in ("Minji", "Jun", "Haneul"):
        booking = desk.book(verify(make_person(name)).pk, slot.pk, uuid.uuid4())
        await_truth(lambda pk=booking.pk: Booking.objects.get(pk=pk).status == "confirmed")

    told = Notification.objects.filter(template="confirmed", delivered_at=None)
    assert told.count() == 3

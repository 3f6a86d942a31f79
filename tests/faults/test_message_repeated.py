"""A worker dies after the gateway took a message and before anybody wrote that down."""

import pytest

from accounts.tests.builders import make_person
from accounts.tests.gateway import Gateway
from bookings import notices
from bookings.models import Notification
from bookings.tests.builders import make_booking, make_clinic, make_slot
from tests.processes import Worker, await_truth

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gateway(monkeypatch):
    gateway = Gateway()
    monkeypatch.setenv("SMS_BACKEND", "accounts.sms.solapi.SolapiBackend")
    monkeypatch.setenv("SMS_SENDER", "021234567")
    monkeypatch.setenv("SOLAPI_URL", gateway.url)
    monkeypatch.setenv("SOLAPI_KEY", "key")
    monkeypatch.setenv("SOLAPI_SECRET", "secret")
    yield gateway
    gateway.stop()


@pytest.fixture
def post(gateway, store, tmp_path):
    """The worker that delivers, which a test may kill."""
    post = Worker(tmp_path, "messages").start()
    yield post
    post.stop()


def test_it_is_sent_again_under_the_same_key_and_shown_once(at, post, gateway):
    at("2021-08-09 20:00")
    make_booking(make_person("Minji"), make_slot(make_clinic(), "2021-08-26 10:00"))
    key = Notification.objects.get().dedupe_key

    gateway.answering.clear()
    notices.ring()
    await_truth(lambda: gateway.messages)
    post.kill()
    gateway.answering.set()
    assert Notification.objects.get().delivered_at is None

    at("2021-08-09 20:02")
    post.start()
    notices.ring()
    await_truth(lambda: Notification.objects.exclude(delivered_at=None).exists())

    assert [one["customFields"]["key"] for one in gateway.messages] == [key, key]
    assert len(gateway.shown) == 1

import pytest

from bookings.models import Booking, Notification
from bookings.tests.builders import make_booking, make_clinic, make_person, make_slot

pytestmark = pytest.mark.django_db

TOKEN = {"authorization": "Bearer the-token-of-prometheus"}


@pytest.fixture(autouse=True)
def token(settings):
    settings.METRICS_TOKEN = "the-token-of-prometheus"


def test_prometheus_reads_what_waits_and_for_how_long(client, at):
    at("2021-08-09 20:00")
    booking = make_booking(make_person("Minji"), make_slot(make_clinic(), "2021-08-26 10:00"))
    make_booking(make_person("Jun"), booking.slot)
    Booking.objects.filter(pk=booking.pk).update(status="cancelled")
    at("2021-08-09 20:00:30")

    page = client.get("/metrics", headers=TOKEN)

    assert page.headers["Content-Type"].startswith("text/plain")
    assert "portal_bookings_held 0.0\n" in page.text
    assert "portal_messages_waiting 3.0\n" in page.text
    assert "portal_messages_given_up 0.0\n" in page.text
    assert "portal_messages_lag_seconds 30.0\n" in page.text
    assert "portal_confirmation_lag_seconds 0.0\n" in page.text


def test_prometheus_is_told_of_messages_that_nobody_took(client, at):
    at("2021-08-09 20:00")
    make_booking(make_person("Minji"), make_slot(make_clinic(), "2021-08-26 10:00"))
    Notification.objects.update(due_at=None, rested_at="2021-08-09T19:00+09:00")

    page = client.get("/metrics", headers=TOKEN).text

    assert "portal_messages_given_up 1.0\n" in page
    assert "portal_messages_waiting 0.0\n" in page


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer another"}, {"authorization": ""}]
)
def test_for_others_there_is_no_such_page(client, headers):
    assert client.get("/metrics", headers=headers).status_code == 404


def test_without_a_token_there_is_none_at_all(client, settings):
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404

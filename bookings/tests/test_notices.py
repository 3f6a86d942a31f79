import datetime as dt
import uuid

import pytest
from django.conf import settings
from django.db import connection

from bookings import desk, notices
from bookings.confirmation import confirm_batch
from bookings.models import Booking, Notification

from .builders import make_clinic, make_person, make_round, make_slot, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(at):
    """Minji's two doses are confirmed; nothing was delivered yet."""
    at("2021-08-09 20:00")
    make_round()
    clinic = make_clinic("Gaon Clinic")
    make_slot(clinic, "2021-10-07 10:00")
    slot = make_slot(clinic, "2021-08-26 10:00")
    held = desk.book(verify(make_person("Minji")).pk, slot.pk, uuid.uuid4())
    confirm_batch()
    return Booking.objects.get(pk=held.pk)


class Broken:
    def send(self, messages):
        raise ConnectionError("no route to +821000000001")


def test_minji_is_told_of_both_doses(booking, outbox):
    assert notices.deliver_batch() == 2

    assert [message.text for message in outbox] == [
        "[Vaccination] Dose 1 is booked: Thursday 26 August 2021, 10:00, Gaon Clinic. Please bring"
        f" proof of identity. Booking {booking.reference}.",
        "[Vaccination] Dose 2 is booked: Thursday 7 October 2021, 10:00, Gaon Clinic. Please bring"
        f" proof of identity. Booking {booking.second_dose.reference}.",
    ]
    assert {message.to for message in outbox} == {booking.person.phone}
    assert notices.deliver_batch() == 0


def test_each_message_has_a_key_of_its_own(booking, outbox):
    notices.deliver_batch()

    assert {message.key for message in outbox} == set(
        Notification.objects.values_list("dedupe_key", flat=True)
    )


def test_what_failed_is_tried_again_later_under_the_same_key(at, booking, outbox, settings):
    working = settings.SMS_BACKEND
    settings.SMS_BACKEND = f"{__name__}.Broken"
    notices.deliver_batch()
    assert set(Notification.objects.values_list("attempts", "error")) == {
        (1, "not taken by the gateway")
    }

    settings.SMS_BACKEND = working
    assert notices.deliver_batch() == 0
    at("2021-08-09 20:01")
    assert notices.deliver_batch() == 2

    assert len(outbox) == 2
    assert not Notification.objects.filter(delivered_at=None).exists()


def test_after_the_last_try_a_message_rests(at, booking, settings):
    settings.SMS_BACKEND = f"{__name__}.Broken"
    frozen = at("2021-08-09 20:00")
    for day in range(10):
        at((frozen.replace(tzinfo=None) + dt.timedelta(days=day)).isoformat())
        notices.deliver_batch()

    assert set(Notification.objects.values_list("attempts", "due_at")) == {(6, None)}


def test_one_that_no_key_opens_stops_no_other(booking, outbox):
    haneul = make_person("Haneul")
    Notification.objects.filter(booking=booking.second_dose).update(person=haneul)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_person SET phone = 'x' WHERE id = %s", [haneul.pk])

    assert notices.deliver_batch() == 1

    assert [message.to for message in outbox] == [booking.person.phone]
    assert set(Notification.objects.values_list("due_at", "error")) == {
        (None, ""),
        (None, "no key opens it"),
    }


TEMPLATES = sorted(
    path.stem for path in (settings.BASE_DIR / "templates/bookings/sms").glob("*.txt")
)


@pytest.fixture
def message(booking):
    """A message that can speak of anything."""
    notification = booking.notifications.get()
    notification.round = booking.round_version.round
    return notification


def octets(text):
    """The length of a text as Korean carriers count it."""
    return len(text.encode("euc-kr"))


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_message_has_words_in_both_languages(message, template, language):
    message.template, message.language = template, language

    text = notices.text_of(message)

    assert text.startswith({"ko": "[예방접종]", "en": "[Vaccination]"}[language])
    assert "None" not in text
    assert "\n" not in text


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_message_fits_into_one_long_message(message, template, language):
    """A long message (LMS) takes 2,000 octets; nobody's is cut off, whatever a clinic's name."""
    message.template, message.language = template, language
    message.booking.slot.clinic.name = "가" * 200
    message.round.name_ko = message.round.name_en = "가" * 80

    assert octets(notices.text_of(message)) <= 2000


@pytest.mark.parametrize("template", ["day_before"])
def test_what_goes_to_everybody_fits_into_a_short_message(message, template):
    """90 octets: a long message costs three times as much."""
    message.template, message.language = template, "ko"
    message.booking.slot.clinic.name = "가온누리서울가정의학과의원"

    assert octets(notices.text_of(message)) <= 90

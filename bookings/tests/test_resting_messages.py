"""Messages that no gateway took: who sees them, and what becomes of them."""

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import AccessRecord
from bookings import notices
from bookings.models import Booking, Notification

from .builders import make_booking, make_clinic, make_person, make_round, make_slot, make_staff

pytestmark = pytest.mark.django_db
PAGE = reverse("staff-messages")


@pytest.fixture
def gaon(at):
    at("2021-08-30 09:20")
    return make_clinic("Gaon Clinic")


@pytest.fixture
def minji(gaon):
    person = make_person("Minji", phone="+821055556678")
    return give_up(make_booking(person, make_slot(gaon, "2021-09-02 09:00")))


def give_up(booking, error=notices.REFUSED):
    """The message of a booking's confirmation, after its last try."""
    message = Notification.objects.get(booking=booking)
    message.due_at, message.rested_at, message.attempts = None, "2021-08-30T09:00+09:00", 6
    message.error = error
    message.save()
    return message


@pytest.fixture
def lee(client, gaon):
    """Operator Lee of the call centre, logged in."""
    lee = make_staff("lee", "Call-centre operators")
    client.force_login(lee)
    return lee


def test_lee_sees_whom_nobody_could_tell_and_why(client, lee, minji):
    page = client.get(PAGE).text

    assert "1 message, the oldest first" in page
    assert "2021-08-30 09:00" in page
    assert minji.booking.reference in page
    assert "Gaon Clinic" in page
    assert "not taken by the gateway" in page
    assert "6 tries" in page
    assert "***********78" in page
    assert "55556678" not in page
    assert "Minji" not in page


def test_there_may_be_nothing_to_do(client, lee, gaon):
    make_booking(make_person("Jun"), make_slot(gaon, "2021-09-02 09:00"))

    assert "Every message was delivered or is still being tried." in client.get(PAGE).text


def test_a_phone_that_no_key_opens_takes_no_page_away(client, lee, minji):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_person SET phone = 'x'")

    assert "not readable" in client.get(PAGE).text


def test_sent_again_it_has_all_its_tries_and_the_same_key(at, client, lee, minji, outbox):
    assert notices.deliver_batch() == 0

    page = client.post(PAGE, {"act": "again", "chosen": [minji.pk]}, follow=True).text

    assert "1 message is settled." in page
    assert notices.deliver_batch() == 1
    assert [message.key for message in outbox] == [minji.dedupe_key]
    minji.refresh_from_db()
    assert (minji.attempts, minji.rested_at, minji.due_at) == (0, None, None)
    assert minji.delivered_at is not None


def test_the_act_is_written_down(client, lee, minji):
    client.post(PAGE, {"act": "again", "chosen": [minji.pk]})

    act = AccessRecord.objects.get()
    assert (act.staff, act.act, act.target_kind) == (lee, "change", "bookings.notification")
    assert (act.target_ids, act.reason) == ([minji.pk], "again")


def test_all_are_sent_again_at_once(client, lee, gaon, minji, outbox):
    give_up(make_booking(make_person("Jun"), make_slot(gaon, "2021-09-02 10:00")))

    client.post(PAGE, {"act": "all"})

    assert notices.deliver_batch() == 2
    assert len(AccessRecord.objects.get().target_ids) == 2


def test_only_what_was_chosen_is_sent(client, lee, gaon, minji):
    jun = give_up(make_booking(make_person("Jun"), make_slot(gaon, "2021-09-02 10:00")))

    client.post(PAGE, {"act": "again", "chosen": [jun.pk]})

    assert list(Notification.objects.resting()) == [minji]


def test_set_aside_it_is_never_sent_and_the_reason_is_kept(client, lee, minji, outbox):
    client.post(PAGE, {"act": "aside", "chosen": [minji.pk], "reason": "told by telephone"})

    assert not Notification.objects.resting().exists()
    assert notices.deliver_batch() == 0
    assert AccessRecord.objects.get().reason == "aside: told by telephone"


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"act": "again"}, "Please choose at least one message."),
        ({"act": "aside", "chosen": "mine"}, "Please say why they are set aside."),
        ({"act": "again", "chosen": "0"}, "Somebody else has settled some of these"),
        ({"act": "again", "chosen": "x"}, "Somebody else has settled some of these"),
        ({"act": "burn", "chosen": "mine"}, "burn is not one of the available choices"),
        ({}, "This field is required."),
    ],
)
def test_an_answer_that_says_nothing_changes_nothing(client, lee, minji, answers, says):
    answers = {name: minji.pk if value == "mine" else value for name, value in answers.items()}

    page = client.post(PAGE, answers).text

    assert says in page
    assert list(Notification.objects.resting()) == [minji]
    assert not AccessRecord.objects.filter(act="change").exists()


def test_nurse_park_settles_her_own_clinics_and_no_others(client, gaon, minji):
    naru = make_clinic("Naru Clinic")
    haneul = give_up(make_booking(make_person("Haneul"), make_slot(naru, "2021-09-02 10:00")))
    client.force_login(make_staff("park", "Clinic staff", gaon))

    page = client.get(PAGE).text
    client.post(PAGE, {"act": "again", "chosen": [haneul.pk]})
    client.post(PAGE, {"act": "all"})

    assert minji.booking.reference in page
    assert haneul.booking.reference not in page
    assert list(Notification.objects.resting()) == [haneul]


def test_a_message_about_no_booking_is_for_those_who_work_with_all_clinics(client, lee, gaon):
    round_ = make_round(code="nines")
    Notification.objects.create(
        round=round_, person=make_person("Jun"), template="opening", language="ko",
        dedupe_key="opening-1", due_at=None, rested_at="2021-08-30T09:00+09:00",
    )  # fmt: skip

    assert "nines" in client.get(PAGE).text
    client.force_login(make_staff("park", "Clinic staff", gaon))
    assert "nines" not in client.get(PAGE).text


def test_analysts_have_no_business_here(client, minji):
    client.force_login(make_staff("kim", "Ministry analysts"))

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"act": "all"}).status_code == 403
    assert Notification.objects.resting().count() == 1


def test_a_long_list_has_pages_and_costs_few_questions(
    client, lee, gaon, django_assert_max_num_queries
):
    slot = make_slot(gaon, "2021-09-02 10:00", capacity=80)
    for number in range(60):
        give_up(make_booking(make_person(f"Guest {number}"), slot))

    with django_assert_max_num_queries(12):
        first = client.get(PAGE)
    second = client.get(PAGE, {"page": 2})

    assert "60 messages" in first.text
    assert [len(each.context["page"]) for each in (first, second)] == [50, 10]
    assert Booking.objects.count() == 60

"""How somebody wants to be told: in which language, by which way, and of which opening."""

import pytest

from accounts import channels
from accounts.models import Person
from accounts.tests.builders import show_cookie
from bookings import notices
from bookings.models import Notification, OpeningReminder

from .builders import make_booking, make_clinic, make_person, make_round, make_slot, verify

pytestmark = pytest.mark.django_db


class Pigeon:
    """A second way, as a deployment would plug one in. It reaches whoever has a name to call."""

    code, name = "pigeon", "Pigeon"
    carried, lost = [], False

    def address(self, person):
        return None if person.name == "Jun" else f"loft of {person.name}"

    def send_many(self, messages):
        if self.lost:
            raise ConnectionError("no pigeon came back")
        self.carried.extend(messages)
        return {message.key for message in messages}


@pytest.fixture
def pigeons(settings, monkeypatch):
    settings.MESSAGE_CHANNELS = ["accounts.channels.TextMessages", f"{__name__}.Pigeon"]
    monkeypatch.setattr(Pigeon, "carried", [])
    return Pigeon.carried


@pytest.fixture
def minji(at):
    at("2021-08-09 12:00")
    return make_person("Minji")


@pytest.fixture
def browser(client, minji):
    return show_cookie(client, verify(minji))


def book(person):
    return make_booking(person, make_slot(make_clinic("Gaon Clinic"), "2021-08-26 10:00"))


def test_minji_chooses_korean_and_reads_it_from_then_on(browser, minji, outbox):
    answer = browser.post("/bookings/messages/", {"language": "ko"})
    assert (answer.status_code, answer["Location"]) == (303, "/bookings/?saved#messages")
    assert "Your choice is kept." in browser.get("/bookings/?saved").text

    book(minji)
    notices.deliver_batch()

    assert outbox[0].text.startswith("[예방접종] 1차 예약 확정")


@pytest.mark.parametrize("answers", [{}, {"language": "tlh"}, {"language": "en\0"}])
def test_what_is_no_language_is_refused_in_the_page(browser, minji, answers):
    page = browser.post("/bookings/messages/", answers)

    assert page.status_code == 200
    assert "Please check your answers" in page.text
    assert not Person.objects.get().language_chosen


def test_with_one_way_there_is_nothing_to_choose(browser, minji):
    assert "Way of your messages" not in browser.get("/bookings/").text


def test_a_second_way_can_be_chosen_and_is_taken(browser, minji, pigeons, outbox):
    assert "Way of your messages" in browser.get("/bookings/").text
    browser.post("/bookings/messages/", {"language": "en", "channel": "pigeon"})
    book(minji)

    assert notices.deliver_batch() == 1

    assert [message.to for message in pigeons] == ["loft of Minji"]
    assert outbox == []
    assert Notification.objects.get().channel == "pigeon"


def test_whom_the_second_way_does_not_reach_gets_a_text_message(at, pigeons, outbox):
    at("2021-08-09 12:00")
    jun = make_person("Jun")
    Person.objects.update(channel="pigeon")
    book(jun)

    assert notices.deliver_batch() == 1
    assert (len(outbox), pigeons) == (1, [])


def test_a_way_that_fails_gives_way_to_a_text_message_at_once(minji, pigeons, outbox, monkeypatch):
    Person.objects.update(channel="pigeon")
    book(minji)
    monkeypatch.setattr(Pigeon, "lost", True)

    assert notices.deliver_batch() == 1

    assert len(outbox) == 1
    assert Notification.objects.get().channel == "sms"


def test_a_way_out_of_service_is_as_if_never_chosen(minji, outbox):
    Person.objects.update(channel="pigeon")
    book(minji)

    assert notices.deliver_batch() == 1
    assert channels.channel_for(Person.objects.get()).code == "sms"
    assert len(outbox) == 1


class TestAnOpening:
    @pytest.fixture
    def coming(self, minji):
        return make_round(digit=9)

    def test_minji_asks_on_the_page_that_says_not_yet(self, browser, minji, coming):
        page = browser.get("/book/").text
        assert "Remind me by a message" in page

        answer = browser.post("/bookings/reminders/", {"round": coming.pk, "wanted": "on"})

        assert answer["Location"] == "/bookings/?saved#rounds"
        assert OpeningReminder.objects.get().person == minji
        for address in ("/book/", "/bookings/"):
            assert "You get a message shortly before." in browser.get(address).text

    def test_she_asks_twice_and_is_reminded_once(self, browser, coming):
        for _again in range(2):
            browser.post("/bookings/reminders/", {"round": coming.pk, "wanted": "on"})

        assert OpeningReminder.objects.count() == 1

    def test_she_thinks_better_of_it(self, browser, coming):
        browser.post("/bookings/reminders/", {"round": coming.pk, "wanted": "on"})
        browser.post("/bookings/reminders/", {"round": coming.pk})

        assert not OpeningReminder.objects.exists()

    def test_a_round_that_opened_meanwhile_reminds_nobody(self, at, browser, coming):
        at("2021-08-09 20:00")
        show_cookie(browser, verify(Person.objects.get()))

        answer = browser.post(
            "/bookings/reminders/", {"round": coming.pk, "wanted": "on"}, follow=True
        )

        assert "This round is no longer to come for you" in answer.text
        assert not OpeningReminder.objects.exists()

    @pytest.mark.parametrize("round_", ["", "x", "0", "9" * 30])
    def test_what_is_no_round_is_none(self, browser, coming, round_):
        answer = browser.post("/bookings/reminders/", {"round": round_, "wanted": "on"})

        assert answer.status_code == 404

    def test_a_stranger_proves_who_they_are_first(self, client, coming):
        answer = client.post("/bookings/reminders/", {"round": coming.pk, "wanted": "on"})

        assert answer["Location"].startswith("/verify/")
        assert not OpeningReminder.objects.exists()

"""Messages as notifications of a browser, against a push service that checks and decrypts."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils.translation import override

from accounts import sms
from accounts.channels import channel_for
from accounts.clock import now
from accounts.models import Person, PushSubscription
from accounts.push import WebPush
from accounts.push.forms import browser_of
from accounts.push.keys import new_key, public_key
from accounts.tests.builders import show_cookie
from accounts.tests.builders import verify as proof

from .push_service import Browser

pytestmark = pytest.mark.django_db

PAGE = "/notifications/"
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36"


def subscribe(visitor, browser, agent=ANDROID):
    answers = {"subscription": browser.subscription()}
    return visitor.post(PAGE, answers, headers={"User-Agent": agent})


def message(person, text="Your appointment is booked.", key="key-1", until=None):
    return sms.Message(WebPush().address(person), text, key, link="/bookings/ABC/", until=until)


def test_minji_is_told_in_her_browser(visitor, service, minji):
    phone = Browser(service, "phone")

    answer = subscribe(visitor, phone)

    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    minji.refresh_from_db()
    assert channel_for(minji).code == "push"
    assert WebPush().send_many([message(minji, "예약되었습니다")]) == {"key-1"}
    (shown,) = phone.shown
    assert shown == {
        "title": "예방접종 사전예약",
        "text": "예약되었습니다",
        "link": "/bookings/ABC/",
        "tag": shown["tag"],
        "lang": "ko",
    }


@pytest.mark.parametrize(
    ("minutes", "seconds"), [(None, 86_400), (10, 600), (3_000, 86_400), (-1, 0)]
)
def test_the_service_keeps_it_for_as_long_as_it_is_true(visitor, service, at, minutes, seconds):
    phone = Browser(service, "phone")
    subscribe(visitor, phone)
    person = Person.objects.get()
    at("2021-08-26 14:00")
    until = minutes and now() + timedelta(minutes=minutes)

    WebPush().send_many([message(person, until=until)])

    ((headers, _body),) = phone.letters
    assert headers["TTL"] == str(seconds)


def test_the_same_message_again_takes_the_place_of_the_first(visitor, service, minji):
    phone = Browser(service, "phone")
    subscribe(visitor, phone)

    for key in ("key-1", "key-1", "key-2"):
        WebPush().send_many([message(minji, key=key)])

    first, again, other = phone.shown
    assert first == again
    assert first["tag"] != other["tag"]
    topics = [headers["Topic"] for headers, _body in phone.letters]
    assert topics == [first["tag"], first["tag"], other["tag"]]
    assert {headers["Urgency"] for headers, _body in phone.letters} == {"high"}


def test_she_sees_her_browsers_and_takes_them_back(visitor, service, minji):
    subscribe(visitor, Browser(service, "phone"))
    subscribe(visitor, Browser(service, "laptop"), "Mozilla/5.0 (X11; Linux) Firefox/144.0")
    page = visitor.get(PAGE)
    assert [browser.browser for browser in page.context["browsers"]] == [
        "Chrome, Android",
        "Firefox, Linux",
    ]

    for browser in page.context["browsers"]:
        answer = visitor.post(f"/notifications/{browser.pk}/stop/")
        assert (answer.status_code, answer["Location"]) == (303, PAGE)

    assert not PushSubscription.objects.exists()
    assert Person.objects.get().channel == "sms"
    assert WebPush().address(minji) is None


def test_a_button_whose_form_was_lost_leads_to_her_browsers_and_stops_none(visitor, service):
    subscribe(visitor, Browser(service, "phone"))
    r = visitor.get(f"/notifications/{PushSubscription.objects.get().pk}/stop/")

    assert (r.status_code, r["Location"]) == (302, PAGE)
    assert PushSubscription.objects.exists()


def test_somebody_else_s_browser_is_not_hers_to_take_back(visitor, service, client):
    jun = Person.objects.create(birth_date="1991-08-19", sex="M", name="이준", phone="01087654321")
    subscribe(show_cookie(client, proof(jun)), Browser(service, "jun"))
    theirs = PushSubscription.objects.get()
    show_cookie(client, proof(Person.objects.get(name__isnull=False, birth_date="1969-03-01")))

    client.post(f"/notifications/{theirs.pk}/stop/")

    assert PushSubscription.objects.get() == theirs


def test_a_browser_shows_the_messages_of_who_asked_last(visitor, service, minji, client):
    shared = Browser(service, "shared")
    subscribe(visitor, shared)
    jun = Person.objects.create(birth_date="1991-08-19", sex="M", name="이준", phone="01087654321")

    subscribe(show_cookie(client, proof(jun)), shared)

    assert PushSubscription.objects.get().person == jun
    assert WebPush().address(minji) is None


def test_the_sixth_browser_takes_the_place_of_the_oldest(visitor, service):
    for number in range(6):
        subscribe(visitor, Browser(service, f"browser-{number}"))

    kept = [each.endpoint[-1] for each in PushSubscription.objects.order_by("pk")]
    assert kept == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_no_more_is_forgotten(visitor, service, minji, status):
    gone, here = Browser(service, "gone"), Browser(service, "here")
    subscribe(visitor, gone)
    subscribe(visitor, here)
    gone.status = status

    assert WebPush().send_many([message(minji)]) == {"key-1"}

    assert [each.endpoint for each in PushSubscription.objects.all()] == [here.endpoint]


@pytest.mark.parametrize("status", [400, 403, 413, 429, 500, 503])
def test_what_a_push_service_refuses_is_not_taken_and_the_browser_stays(
    visitor, service, minji, status
):
    phone = Browser(service, "phone")
    subscribe(visitor, phone)
    phone.status = status

    assert WebPush().send_many([message(minji)]) == set()
    assert PushSubscription.objects.count() == 1


def test_a_push_service_leads_nobody_elsewhere(visitor, service, minji):
    phone, other = Browser(service, "phone"), Browser(service, "other")
    subscribe(visitor, phone)
    phone.status, phone.headers = 307, {"Location": other.endpoint}

    assert WebPush().send_many([message(minji)]) == set()
    assert service.tried == ["/push/phone"]


def test_a_push_service_that_is_away_takes_nothing(visitor, service, minji):
    subscribe(visitor, Browser(service, "phone"))
    service.stop()

    assert WebPush().send_many([message(minji)]) == set()


def test_a_push_service_takes_nothing_from_another_portal(visitor, service, minji, settings):
    phone = Browser(service, "phone")
    subscribe(visitor, phone)
    settings.PUSH_KEY = new_key()

    assert WebPush().send_many([message(minji)]) == set()
    assert phone.letters == []


def test_what_leads_to_a_browser_is_unreadable_in_the_database(visitor, service):
    subscribe(visitor, Browser(service, "phone"))

    row = PushSubscription.objects.extra(select={"raw": "endpoint::text"}).get()
    assert row.endpoint == f"{service.url}/push/phone"
    assert b"push/phone".hex() not in row.raw


def test_only_verified_people_subscribe(client, service):
    answer = client.post(PAGE, {"subscription": Browser(service, "phone").subscription()})

    assert answer["Location"].startswith("/verify/?next=%2Fnotifications%2F")


def test_a_portal_without_a_key_has_no_such_page(client, minji):
    visitor = show_cookie(client, proof(minji))

    assert visitor.get(PAGE).status_code == 404
    assert "Notifications of this browser" not in visitor.get("/bookings/").text


def test_my_bookings_lead_there(visitor):
    assert f'href="{PAGE}"' in visitor.get("/bookings/").text


def test_the_script_that_shows_them_stands_for_the_whole_portal(client):
    script = client.get("/notifications.js")

    assert script["Content-Type"] == "text/javascript"
    assert "showNotification" in script.text


def test_the_command_prints_a_key_that_works(settings, capsys):
    call_command("make_push_key")
    lines = dict(line.split("=") for line in capsys.readouterr().out.splitlines())

    settings.PUSH_KEY = lines["PUSH_KEY"]
    assert len(public_key()) == 87
    channels = lines["MESSAGE_CHANNELS"].split(",")
    assert channels == ["accounts.channels.TextMessages", "accounts.push.WebPush"]


@pytest.mark.parametrize(
    ("description", "name"),
    [
        (ANDROID, "Chrome, Android"),
        (
            "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/28.0 Chrome/1",
            "Samsung Internet, Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1) Version/18.1 Safari/604.1", "Safari, iPhone"),
        ("", "a browser"),
    ],
)
def test_browsers_are_called_what_people_call_them(description, name):
    with override("en"):
        assert browser_of(description) == name


def test_a_key_that_nothing_opens_any_more_stops_no_other_browser(visitor, service, minji):
    phone, laptop = Browser(service, "phone"), Browser(service, "laptop")
    subscribe(visitor, phone)
    subscribe(visitor, laptop)
    last = PushSubscription.objects.order_by("pk").last()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_pushsubscription SET secret = 'x' WHERE id = %s", [last.pk])

    assert WebPush().send_many([message(minji)]) == {"key-1"}
    assert (len(phone.shown), len(laptop.shown)) == (1, 0)

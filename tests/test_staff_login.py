import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import StaffMember

pytestmark = pytest.mark.django_db
LOGIN = reverse("admin:login")


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def park():
    return StaffMember.objects.create_user("park", password="gaon-park-2021", is_staff=True)


def log_in(client, username="park", password="gaon-park-2021", address="192.0.2.7"):
    return client.post(LOGIN, {"username": username, "password": password}, REMOTE_ADDR=address)


def fail(client, times, **where):
    return [log_in(client, password=f"wrong-{n}", **where).status_code for n in range(times)]


def test_nurse_park_logs_in_and_her_cookie_stays_in_the_staff_area(client, park):
    r = log_in(client)

    assert r.status_code == 302
    assert r.cookies["sessionid"]["path"] == "/staff/"
    assert r.cookies["sessionid"]["httponly"]


def test_the_fifth_wrong_password_locks_her_name_at_this_address(client, park):
    assert fail(client, 5) == [200, 200, 200, 200, 429]

    r = log_in(client)

    assert r.status_code == 429
    assert "The password was wrong 5 times in a row" in r.content.decode()
    assert "_auth_user_id" not in client.session


def test_her_colleague_at_the_same_address_still_gets_in(client, park):
    StaffMember.objects.create_user("choi", password="gaon-choi-2021", is_staff=True)
    fail(client, 5)

    assert log_in(Client(), "choi", "gaon-choi-2021").status_code == 302


def test_she_herself_still_gets_in_from_the_clinic_when_a_stranger_tried_elsewhere(client, park):
    fail(client, 6, address="198.51.100.1")

    assert log_in(Client()).status_code == 302


def test_a_right_password_forgets_the_wrong_ones(client, park):
    fail(client, 4)
    log_in(client)

    assert fail(Client(), 4) == [200, 200, 200, 200]


def test_an_invented_forwarded_address_does_not_escape_the_lock(client, park):
    for number in range(5):
        client.post(
            LOGIN,
            {"username": "park", "password": "wrong"},
            headers={"x-forwarded-for": f"203.0.113.{number}"},
            REMOTE_ADDR="192.0.2.7",
        )

    assert log_in(client).status_code == 429


def test_an_address_that_tries_many_names_is_stopped(client, park):
    # Counted in fixed minutes: at an edge twice the limit gets through.
    answers = [log_in(client, f"guess-{n}", "").status_code for n in range(121)]

    assert set(answers[:60]) == {200}
    assert 429 in answers


def test_an_account_that_is_not_of_the_staff_is_turned_away(client):
    StaffMember.objects.create_user("leaver", password="gaon-left-2021", is_staff=False)

    assert log_in(client, "leaver", "gaon-left-2021").status_code == 200
    assert client.get(reverse("staff-day")).status_code == 302


def test_pages_of_citizens_neither_read_nor_set_a_session(client, park):
    log_in(client)

    r = client.get(reverse("home"))

    assert "sessionid" not in r.cookies
    assert not hasattr(r.wsgi_request, "session")


def test_after_a_link_that_leads_elsewhere_she_is_on_the_start_page(client, park):
    answers = {"username": "park", "password": "gaon-park-2021", "next": "//elsewhere.example"}

    assert client.post(LOGIN, answers).url == reverse("admin:index")

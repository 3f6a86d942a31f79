"""Nobody sees a page of the staff area with a password alone."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db.models import BinaryField
from django.db.models.functions import Cast
from django.test import Client
from django.urls import reverse

from accounts.clock import PortalNow
from accounts.models import Authenticator, RecoveryCodes, StaffAct, StaffMember, StaffSession
from accounts.tests.builders import code_of, enrolled
from bookings.tests.builders import make_clinic, make_staff

pytestmark = pytest.mark.django_db
LOGIN, FACTOR, ENROL = reverse("admin:login"), reverse("staff-factor"), reverse("staff-enrol")
RECOVERY, CODES, DAY = reverse("staff-recovery"), reverse("staff-codes"), reverse("staff-day")
PASSWORD = "not-a-real-one"


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """A million rounds for each log-in and each new password are for production."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1)


@pytest.fixture
def park():
    return make_staff("park", "Clinic staff", make_clinic())


@pytest.fixture
def new():
    """Nurse Choi, who has a password and nothing else yet."""
    choi = make_staff("choi", "Clinic staff", make_clinic())
    Authenticator.objects.all().delete()
    del choi.otp_device
    return choi


def give_password(client, member, onward=DAY):
    return client.post(
        f"{LOGIN}?next={onward}", {"username": member, "password": PASSWORD, "next": onward}
    )


def shown(page):
    """The recovery codes of a sheet."""
    return re.findall(r"<code>(\w{5}-\w{5})</code>", page.content.decode())


def test_after_the_password_she_is_asked_for_the_code_of_her_app(client, park):
    r = give_password(client, park)
    assert r.url == DAY
    r = client.get(DAY)
    assert r.url == f"{FACTOR}?next=%2Fstaff%2Fday%2F"

    r = client.post(r.url, {"token": code_of(park)})

    assert r.url == DAY
    assert client.get(DAY).status_code == 200


def test_neither_step_keeps_a_session_key_that_somebody_may_have_planted(client, park):
    client.get(DAY)
    keys = [client.cookies["sessionid"].value if "sessionid" in client.cookies else ""]
    give_password(client, park)
    keys.append(client.cookies["sessionid"].value)
    client.post(FACTOR, {"token": code_of(park)})
    keys.append(client.cookies["sessionid"].value)

    assert len(set(keys)) == 3
    assert StaffSession.objects.get().session_key == keys[-1]
    assert StaffSession.objects.get().staff == park


def test_a_code_counts_once(client, park):
    give_password(client, park)
    token = code_of(park)
    client.post(FACTOR, {"token": token})
    other = Client(headers={"accept-language": "en"})
    give_password(other, park)

    r = other.post(FACTOR, {"token": token})

    assert "This code was not accepted" in r.content.decode()
    assert other.get(DAY).url.startswith(FACTOR)


def test_whoever_guesses_waits_twice_as_long_each_time(client, park):
    give_password(client, park)
    app = Authenticator.objects.filter(user=park)
    for failures, wait in [(1, "1 second,"), (2, "2 seconds,"), (3, "4 seconds,")]:
        app.update(throttling_failure_timestamp=None)
        r = client.post(FACTOR, {"token": "000000"})
        assert wait in r.content.decode()
        assert app.get().throttling_failure_count == failures

    # Even the right one is not looked at before that time is over.
    assert client.post(FACTOR, {"token": code_of(park)}).status_code == 200
    app.update(throttling_failure_timestamp=None)
    assert client.post(FACTOR, {"token": code_of(park)}).status_code == 302


@pytest.mark.parametrize("token", ["", "12345x", "１２３４５６", "²²²²²²", "\x00", "9" * 12])
def test_what_is_no_code_is_no_error_page(client, park, token):
    give_password(client, park)

    assert client.post(FACTOR, {"token": token}).status_code == 200


def test_at_her_first_log_in_she_sets_the_app_up(client, new):
    give_password(client, new)
    r = client.get(DAY, follow=True)
    assert r.redirect_chain[-1][0] == f"{ENROL}?next=%2Fstaff%2Fday%2F"
    page = r.content.decode()
    key = re.search(r'staff-key">((?:\w{4} ){7}\w{4})<', page)[1]
    app = Authenticator.objects.get(user=new)
    assert key == app.key_to_type
    assert 'src="data:image/svg+xml' in page

    assert "not accepted" in client.post(ENROL, {"token": "000000"}).content.decode()
    assert client.get(DAY).url.startswith(FACTOR)
    Authenticator.objects.update(throttling_failure_timestamp=None)
    r = client.post(f"{ENROL}?next={DAY}", {"token": f"{app.totp.token():06}"})

    assert len(set(shown(r))) == 10
    assert f'href="{DAY}"' in r.content.decode()
    assert client.get(DAY).status_code == 200
    assert [act.act for act in StaffAct.objects.all()] == ["enrolled"]
    assert shown(client.get(CODES)) == []


def test_nobody_with_only_her_password_replaces_her_app(client, park):
    give_password(client, park)

    assert client.get(ENROL).url.startswith(FACTOR)
    assert client.post(ENROL, {"token": "000000"}).url.startswith(FACTOR)
    assert not Authenticator.objects.filter(confirmed=False).exists()


@pytest.fixture
def codes(client, new):
    """The sheet that nurse Choi printed."""
    give_password(client, new)
    client.get(ENROL)
    app = Authenticator.objects.get(user=new)
    return shown(client.post(ENROL, {"token": f"{app.totp.token():06}"}))


def test_a_recovery_code_lets_her_in_once_and_tells_how_many_are_left(codes, new):
    lost = Client(headers={"accept-language": "en"})
    give_password(lost, new)

    r = lost.post(f"{RECOVERY}?next={DAY}", {"token": codes[3].lower().replace("-", " ")})
    assert r.url == f"{CODES}?next=%2Fstaff%2Fday%2F"
    assert "9 recovery codes are left" in lost.get(r.url).content.decode()
    assert lost.get(DAY).status_code == 200

    again = Client(headers={"accept-language": "en"})
    give_password(again, new)
    assert "not accepted" in again.post(RECOVERY, {"token": codes[3]}).content.decode()
    assert again.get(DAY).status_code == 302


def test_with_it_she_sets_another_app_up_and_the_old_one_is_worth_nothing(codes, new):
    old = Authenticator.objects.get(user=new)
    lost = Client(headers={"accept-language": "en"})
    give_password(lost, new)
    lost.post(RECOVERY, {"token": codes[0]})

    lost.get(ENROL)
    app = Authenticator.objects.get(user=new, confirmed=False)
    r = lost.post(ENROL, {"token": f"{app.totp.token():06}"})

    assert len(shown(r)) == 10
    assert not set(shown(r)) & set(codes)
    assert Authenticator.objects.get(user=new, confirmed=True).key != old.key
    assert lost.get(DAY).status_code == 200


def test_new_codes_are_made_with_the_app_and_the_old_ones_are_void(codes, client, new):
    r = client.post(CODES, {"token": code_of(new)})

    assert len(shown(r)) == 10
    assert RecoveryCodes.objects.get(user=new).left == 10
    lost = Client(headers={"accept-language": "en"})
    give_password(lost, new)
    assert "not accepted" in lost.post(RECOVERY, {"token": codes[0]}).content.decode()


def test_the_database_knows_neither_key_nor_codes(codes, new):
    kept = [bytes(code.digest) for code in RecoveryCodes.objects.get(user=new).codes.all()]
    column = Authenticator.objects.values_list(Cast("key", BinaryField()), flat=True).get()

    assert not any(code.replace("-", "").encode() in digest for code in codes for digest in kept)
    assert Authenticator.objects.get().key.encode() not in bytes(column)


def test_a_link_that_leads_elsewhere_leads_to_the_start_page(client, park):
    for elsewhere in [
        "//elsewhere.example/staff/",
        "https://elsewhere.example",
        "/book/",
        "/staff",
    ]:
        fresh = Client()
        give_password(fresh, park)
        r = fresh.post(f"{FACTOR}?next={elsewhere}", {"token": code_of(park)})
        assert r.url == reverse("admin:index")


def idle_for(**time):
    StaffSession.objects.update(active_at=PortalNow() - timedelta(**time))


def test_after_fifteen_idle_minutes_she_is_out_is_told_so_and_comes_back(client, park):
    client.force_login(park)
    idle_for(minutes=14, seconds=58)
    assert client.get(DAY).status_code == 200
    assert client.get(DAY).status_code == 200

    idle_for(minutes=15)
    r = client.get(f"{DAY}?date=2021-08-30", follow=True)

    assert "nothing was done here for 15 minutes" in r.content.decode()
    assert 'name="next" value="/staff/day/?date=2021-08-30"' in r.content.decode()
    assert "sessionid" not in client.cookies or not client.cookies["sessionid"].value


def test_a_busy_log_in_ends_after_eight_hours_too(client, park):
    client.force_login(park)
    StaffSession.objects.update(started_at=PortalNow() - timedelta(hours=8))

    assert client.get(DAY).url.startswith(LOGIN)


BY_THEMSELVES = [
    {"headers": {"hx-request": "true"}},
    {"headers": {"sec-fetch-mode": "cors"}},
    {"query_params": {"by-itself": ""}},
]


@pytest.mark.parametrize("how", BY_THEMSELVES)
def test_a_page_that_reloads_itself_keeps_nobody_logged_in(client, park, how):
    client.force_login(park)
    idle_for(minutes=10)
    before = StaffSession.objects.get().active_at

    assert client.get(DAY, **how).status_code == 200
    assert StaffSession.objects.get().active_at == before

    client.get(DAY)
    assert StaffSession.objects.get().active_at > before


def test_a_page_without_script_that_reloads_itself_says_so_in_its_address(client):
    client.force_login(make_staff("seo", "Operations"))

    r = client.get(f"{reverse('operations')}?minutes=15")

    assert r["Refresh"] == "5; url=/staff/operations/?minutes=15&by-itself="


def test_whoever_sends_a_form_too_late_comes_back_to_its_page(client, park):
    client.force_login(park)
    idle_for(minutes=16)

    r = client.post(
        reverse("staff-attend", args=["X", "arrived"]),
        headers={"referer": f"http://testserver{DAY}?clinic=1&date=2021-08-26"},
    )

    day = "%2Fstaff%2Fday%2F%3Fclinic%3D1%26date%3D2021-08-26"
    assert r.url == f"{LOGIN}?next={day}&idle="


def test_a_pass_for_another_is_no_pass(client, park):
    """The device in a session counts for whose it is only."""
    other = enrolled(StaffMember.objects.create_user("choi", is_staff=True))
    client.force_login(park)
    session = client.session
    session["otp_device_id"] = other.otp_device.persistent_id
    session.save()

    assert client.get(DAY).url.startswith(FACTOR)

"""Accounts of staff: invited by a link, disabled at once, given a new second factor by two."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.urls import reverse

from accounts import roles
from accounts.clock import PortalNow
from accounts.models import (
    Authenticator,
    FactorReset,
    Invitation,
    StaffAct,
    StaffMember,
    StaffSession,
)
from accounts.tests.builders import make_root
from bookings.tests.builders import make_clinic, make_staff

pytestmark = pytest.mark.django_db
INVITE, PEOPLE = reverse("staff-invite"), reverse("staff-people")
NEW = {"last_name": "최", "first_name": "간호", "role": "Clinic staff", "email": "", "phone": ""}
CHOSEN = {"username": "choi", "password": "gaon-choi-2021", "again": "gaon-choi-2021"}


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """A million rounds for each log-in and each new password are for production."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1)


@pytest.fixture
def gaon():
    return make_clinic("Gaon Clinic")


@pytest.fixture
def oh(client):
    """Oh of operations, at the browser ``client``."""
    oh = make_staff("oh", "Operations")
    client.force_login(oh)
    return oh


@pytest.fixture
def seo():
    """Seo of operations, at a browser of their own."""
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(make_staff("seo", "Operations"))
    return browser


def fresh():
    return Client(headers={"accept-language": "en"})


def invite(client, clinic, **answers):
    return client.post(INVITE, {**NEW, "clinics": [clinic.pk], **answers})


def link_in(page):
    return re.search(r"http://testserver(/staff/invited/[\w-]+/)", page.content.decode())[1]


def act(client, member, what, **answers):
    return client.post(reverse("staff-member-act", args=[member.pk, what]), answers, follow=True)


def acts():
    return list(StaffAct.objects.order_by("pk").values_list("by__username", "act"))


def test_choi_is_invited_joins_and_sets_her_app_up(client, oh, gaon):
    link = link_in(invite(client, gaon))
    choi = fresh()
    assert "최간호" in choi.get(link).content.decode()

    r = choi.post(link, CHOSEN)

    assert r.url == reverse("staff-enrol")
    assert choi.get(reverse("staff-day")).url.startswith(reverse("staff-factor"))
    choi.get(r.url)
    app = Authenticator.objects.get(user__username="choi")
    choi.post(r.url, {"token": f"{app.totp.token():06}"})
    assert choi.get(reverse("staff-day")).status_code == 200
    member = StaffMember.objects.get(username="choi")
    assert [group.name for group in member.groups.all()] == ["Clinic staff"]
    assert list(member.clinics.all()) == [gaon]
    assert acts() == [("oh", "invited"), ("choi", "joined"), ("choi", "enrolled")]


def test_a_link_works_once(client, oh, gaon):
    link = link_in(invite(client, gaon))
    fresh().post(link, CHOSEN)

    r = fresh().get(link)

    assert r.status_code == 404
    assert "This link is no longer good" in r.content.decode()
    assert fresh().post(link, {**CHOSEN, "username": "other"}).status_code == 404
    assert not StaffMember.objects.filter(username="other").exists()


def test_a_link_is_good_for_three_days(client, oh, gaon):
    link = link_in(invite(client, gaon))
    Invitation.objects.update(at=PortalNow() - timedelta(hours=71, minutes=59))
    assert fresh().get(link).status_code == 200

    Invitation.objects.update(at=PortalNow() - timedelta(hours=72))
    assert fresh().get(link).status_code == 404


def test_a_link_can_be_taken_back_and_made_anew(client, oh, gaon):
    old = link_in(invite(client, gaon))
    member = StaffMember.objects.get(first_name="간호")
    act(client, member, "revoke")
    assert fresh().get(old).status_code == 404

    new = link_in(act(client, member, "again"))

    assert fresh().get(old).status_code == 404
    assert fresh().get(new).status_code == 200
    assert acts() == [("oh", "invited"), ("oh", "revoked"), ("oh", "invited")]


def test_the_database_does_not_know_the_link(client, oh, gaon):
    token = link_in(invite(client, gaon)).split("/")[-2]

    assert token.encode() not in bytes(Invitation.objects.get().digest)
    assert len(bytes(Invitation.objects.get().digest)) == 32


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"username": "oh"}, "Somebody has this user name."),
        ({"password": "12345678", "again": "12345678"}, "entirely numeric"),
        ({"again": "other"}, "The two passwords are not the same."),
        ({"username": "choi\x00"}, "Null characters are not allowed"),
    ],
)
def test_what_the_invited_get_wrong_is_said_and_the_link_stays_good(
    client, oh, gaon, changes, said
):
    link = link_in(invite(client, gaon))

    r = fresh().post(link, {**CHOSEN, **changes})

    assert said in r.content.decode()
    assert fresh().get(link).status_code == 200


def test_the_link_goes_by_text_message_where_a_phone_is_given(client, oh, gaon, outbox):
    r = invite(client, gaon, phone="010-1234-5678")

    assert link_in(r) in outbox[0].text
    assert outbox[0].to == "01012345678"
    assert "sent by text message" in r.content.decode()


def test_nobody_invites_into_a_role_that_is_not_theirs_to_give(client, gaon):
    given = {name: roles.may_give(make_staff(name, name)) for name in roles.ROLES}
    nurses = ["Clinic staff", "Clinic leads"]
    callers = ["Call-centre operators", "Call-centre supervisors"]

    may = {
        name: set(of) for name, of in given.items() if "accounts.invite_staff" in roles.ROLES[name]
    }
    assert may == {
        "Clinic leads": set(nurses),
        "Call-centre supervisors": set(callers),
        "Operations": {*nurses, *callers, "Supply managers", "Ministry analysts"},
    }
    assert set(roles.may_give(make_root())) == set(roles.ROLES)

    lead = make_staff("lead", "Clinic leads", gaon)
    client.force_login(lead)
    r = invite(client, gaon, role="Operations")
    assert "Select a valid choice" in r.content.decode()
    assert not Invitation.objects.exists()


def test_a_lead_invites_to_her_own_clinic_only(client, gaon):
    client.force_login(make_staff("lead", "Clinic leads", gaon))
    naru = make_clinic("Naru Clinic")

    page = client.get(INVITE).content.decode()
    assert "Gaon" in page
    assert "Naru" not in page
    assert invite(client, naru).status_code == 200
    assert not Invitation.objects.exists()


def test_a_lead_sees_the_accounts_that_she_invited_and_no_others(client, oh, gaon):
    invite(client, gaon, first_name="타인")
    lead = fresh()
    lead.force_login(make_staff("lead", "Clinic leads", gaon))
    invite(lead, gaon)
    mine, other = (StaffMember.objects.get(first_name=name) for name in ("간호", "타인"))

    page = lead.get(PEOPLE).content.decode()
    assert "최간호" in page
    assert "타인" not in page
    assert lead.get(reverse("staff-member", args=[other.pk])).status_code == 404
    assert act(lead, other, "revoke").status_code == 404
    assert act(lead, mine, "disable", reason="x").status_code == 403


def test_a_leaver_is_out_at_once(client, oh, gaon):
    park = make_staff("park", "Clinic staff", gaon)
    browsers = [fresh(), fresh()]
    for browser in browsers:
        browser.force_login(park)
        assert browser.get(reverse("staff-day")).status_code == 200
    invited = link_in(invite(client, gaon))

    act(client, park, "disable", reason="left on Friday")
    act(client, StaffMember.objects.get(first_name="간호"), "disable", reason="never came")

    assert not StaffSession.objects.filter(staff=park).exists()
    for browser in browsers:
        assert browser.get(reverse("staff-day")).url.startswith(reverse("admin:login"))
    answers = {"username": "park", "password": "not-a-real-one"}
    assert fresh().post(reverse("admin:login"), answers).status_code == 200
    assert fresh().get(invited).status_code == 404
    kept = StaffAct.objects.get(member=park)
    assert (kept.act, kept.by, kept.reason) == ("disabled", oh, "left on Friday")


def test_whoever_comes_back_has_the_app_they_had(client, oh, gaon):
    park = make_staff("park", "Clinic staff", gaon)
    act(client, park, "disable", reason="a year abroad")

    assert "This field is required" in act(client, park, "enable").content.decode()
    act(client, park, "enable", reason="back again")

    park.refresh_from_db()
    assert park.is_active
    assert Authenticator.objects.filter(user=park, confirmed=True).exists()


@pytest.mark.parametrize("what", ["disable", "reset"])
def test_nobody_acts_on_themselves_or_on_a_superuser(client, oh, what):
    root = make_root()

    assert "somebody else" in act(client, oh, what, reason="x").content.decode()
    assert "Only a superuser" in act(client, root, what, reason="x").content.decode()
    assert not StaffAct.objects.exists()


def test_two_people_reset_a_second_factor(client, oh, seo, gaon):
    park = make_staff("park", "Clinic staff", gaon)
    nurse = fresh()
    nurse.force_login(park)
    act(client, park, "reset", reason="telephone stolen, I know her voice")
    reset = FactorReset.objects.get()

    agree = reverse("staff-decide", args=[reset.pk, "agree"])
    assert "Another person has to agree." in client.post(agree, follow=True).content.decode()
    assert "telephone stolen" in seo.get(PEOPLE).content.decode()
    assert Authenticator.objects.filter(user=park).exists()
    seo.post(agree)

    assert not Authenticator.objects.filter(user=park).exists()
    assert nurse.get(reverse("staff-day")).url.startswith(reverse("admin:login"))
    assert acts() == [("oh", "reset_asked"), ("seo", "reset_granted")]
    assert "decided already" in seo.post(agree, follow=True).content.decode()


def test_a_reset_that_nobody_agrees_to_changes_nothing(client, oh, seo, gaon):
    park = make_staff("park", "Clinic staff", gaon)
    act(client, park, "reset", reason="says she lost it")
    reset = FactorReset.objects.get()
    seo.post(reverse("staff-decide", args=[reset.pk, "deny"]))
    act(client, park, "reset", reason="says so again")
    FactorReset.objects.filter(decided_at=None).update(at=PortalNow() - timedelta(hours=24))

    late = FactorReset.objects.get(decided_at=None)
    r = seo.post(reverse("staff-decide", args=[late.pk, "agree"]), follow=True)

    assert "more than a day old" in r.content.decode()
    assert Authenticator.objects.filter(user=park).exists()


def test_the_one_who_lost_it_does_not_agree_themselves(client, oh, gaon):
    seo = make_staff("seo", "Operations")
    own = fresh()
    own.force_login(seo)
    act(client, seo, "reset", reason="lost")

    own.post(reverse("staff-decide", args=[FactorReset.objects.get().pk, "agree"]))

    assert Authenticator.objects.filter(user=seo).exists()

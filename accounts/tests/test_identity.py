from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts import identity
from accounts.clock import PortalNow, now
from accounts.cookies import SignedCookie
from accounts.models import Person, Provider, Verification

pytestmark = pytest.mark.django_db


@pytest.fixture
def minji():
    return Person.objects.create(
        birth_date=date(1969, 3, 1), sex="F", name="Minji Kim", phone="01012345678"
    )


@pytest.fixture
def proof(minji):
    phone, _ = Provider.objects.get_or_create(
        code="phone", defaults={"kind": "phone", "name_ko": "휴대전화", "name_en": "Phone"}
    )
    return Verification.objects.create(
        person=minji, provider=phone, ends_at=PortalNow() + timedelta(minutes=30)
    )


@identity.verified
def page(request):
    return HttpResponse(request.person.name)


def visit(cookie, path="/bookings/?page=2"):
    request = RequestFactory().get(path)
    if cookie is not None:
        request.COOKIES[identity.COOKIE] = cookie
    return page(request)


def cookie_for(verification):
    response = HttpResponse()
    identity.begin(response, verification)
    return response.cookies[identity.COOKIE]


def test_a_verified_person_is_let_in(proof):
    answer = visit(cookie_for(proof).value)
    assert answer.content == b"Minji Kim"
    assert answer["Cache-Control"] == "private, no-store"


def test_the_cookie_is_signed_opaque_and_closed_to_scripts(proof):
    cookie = cookie_for(proof)
    named, _, _ = cookie.value.split(":")
    assert named == proof.pk.hex
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 1800


@pytest.mark.parametrize(
    "cookie",
    [
        None,
        "",
        "nonsense",
        uuid4().hex,
        SignedCookie("code", identity.LIFE).signer.sign(uuid4().hex),
        signing.TimestampSigner(key="another secret", salt="accounts.cookies.person").sign(
            uuid4().hex
        ),
        identity.cookie.signer.sign(uuid4().hex),
    ],
    ids=["none", "empty", "nonsense", "unsigned", "of another kind", "of another key", "unknown"],
)
def test_no_cookie_a_forged_and_an_unknown_one_lead_to_verifying(cookie):
    answer = visit(cookie)
    assert answer.status_code == 302
    assert answer["Location"] == "/verify/?next=%2Fbookings%2F%3Fpage%3D2"


def test_an_old_cookie_costs_no_query(proof, django_assert_num_queries, monkeypatch):
    cookie = cookie_for(proof).value
    monkeypatch.setattr(identity.cookie, "life", timedelta(seconds=-1))
    with django_assert_num_queries(0):
        assert visit(cookie).status_code == 302


def test_a_copied_cookie_dies_with_its_verification(proof):
    cookie = cookie_for(proof).value
    browser = Client()
    browser.cookies[identity.COOKIE] = cookie

    answer = browser.post("/verify/end/")

    assert answer["Location"] == "/"
    assert answer.cookies[identity.COOKIE].value == ""
    assert visit(cookie).status_code == 302


def test_the_row_decides_when_the_time_is_over(proof):
    cookie = cookie_for(proof).value
    Verification.objects.update(ends_at=PortalNow())
    assert visit(cookie).status_code == 302


def test_activity_lets_it_live_on(proof):
    Verification.objects.update(ends_at=PortalNow() + timedelta(minutes=10))
    answer = visit(cookie_for(proof).value)
    assert identity.COOKIE in answer.cookies
    proof.refresh_from_db()
    assert proof.ends_at - now() > timedelta(minutes=29)


def test_but_not_beyond_the_maximum(proof):
    Verification.objects.update(
        started_at=PortalNow() - timedelta(minutes=119),
        ends_at=PortalNow() + timedelta(minutes=1),
    )
    answer = visit(cookie_for(proof).value)
    assert answer.status_code == 200
    assert identity.COOKIE not in answer.cookies
    proof.refresh_from_db()
    assert proof.ends_at == proof.started_at + timedelta(minutes=120)


def test_a_fresh_one_costs_one_query(proof, django_assert_num_queries):
    cookie = cookie_for(proof).value
    with django_assert_num_queries(1):
        visit(cookie)


def test_with_https_a_cookie_is_bound_to_the_host_and_to_tls(settings):
    settings.HTTPS, settings.HOST_PREFIX = True, "__Host-"
    response = HttpResponse()

    SignedCookie("person", identity.LIFE).hand_out(response, uuid4().hex)

    ((name, cookie),) = response.cookies.items()
    assert name == "__Host-person"
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_cookie_is_taken_back_under_the_same_terms(settings):
    settings.HTTPS, settings.HOST_PREFIX = True, "__Host-"
    response = HttpResponse()

    SignedCookie("person", identity.LIFE).take_back(response)

    cookie = response.cookies["__Host-person"]
    assert (cookie.value, cookie["max-age"], cookie["secure"]) == ("", 0, True)

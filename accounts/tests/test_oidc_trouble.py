"""A certificate provider that is not there, or takes the call and never answers."""

import socket

import pytest

from accounts.lights import lit_providers
from accounts.models import Provider

pytestmark = pytest.mark.django_db

SAID = "PASS does not answer as it should."


@pytest.fixture(autouse=True)
def provider(db):
    return Provider.objects.create(code="pass", kind="oidc", name_ko="패스", name_en="PASS")


@pytest.fixture
def silent(settings):
    """Takes every call and answers none."""
    settings.IDENTITY_TIMEOUT = 0.2
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.OIDC_CLIENTS = clients(server)
        yield server


def clients(server):
    address = f"http://127.0.0.1:{server.getsockname()[1]}"
    return {"pass": {"issuer": address, "client_id": "portal", "client_secret": "x" * 40}}


def test_down_it_turns_red_and_the_others_stay(client, settings, phone_provider):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.OIDC_CLIENTS = clients(closed)

    answer = client.get("/verify/oidc/pass/")

    assert answer.status_code == 502
    assert SAID in answer.content.decode()
    assert {p.code: p.light for p in lit_providers()} == {"phone": "green", "pass": "red"}


def test_silent_it_is_given_up(client, silent):
    assert client.get("/verify/oidc/pass/").status_code == 502


def test_after_three_failures_it_is_left_in_peace(client, silent):
    assert [client.get("/verify/oidc/pass/").status_code for _ in range(3)] == [502] * 3

    answer = client.get("/verify/oidc/pass/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "20")
    assert SAID in answer.content.decode()

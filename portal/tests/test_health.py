"""Alive, ready, and what a dead store does to it: nothing."""

import pytest


def test_alive_asks_nobody(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready(client):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"database": "ok", "store": "ok"})


@pytest.mark.django_db
def test_without_the_store_it_is_slower_but_ready(client, store):
    store.stop()

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "store": "degraded"}


def test_health_is_asked_without_tls(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200

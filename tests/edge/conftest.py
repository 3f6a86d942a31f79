"""The edge of deploy/nginx.conf before the portal's groups of processes, all real."""

import os
import time

import pytest
from django.conf import settings

from portal.embedded import loopback
from portal.embedded import nginx as machine
from portal.embedded.nginx import Nginx
from portal.waiting import bulletin
from tests.edge.visitor import Visitor
from tests.processes import Portal


@pytest.fixture(scope="package", autouse=True)
def program():
    if machine.program() is None and os.environ.get("REQUIRE_NGINX") != "1":
        pytest.skip("No nginx on this machine (Debian: apt install nginx-light).")


#: What production says: with TLS, behind one proxy, and with nobody of the demo's to vouch.
PRODUCTION = {
    "HTTPS": "1",
    "ALLOWED_HOSTS": loopback.ADDRESS,
    "TRUSTED_PROXIES": "1",
    "ATTESTER": "accounts.attesters.RefuseEverybody",
    "OIDC_CLIENTS": '{"pass": {"issuer": "https://pass.invalid"}}',
    "SMS_BACKEND": "accounts.sms.solapi.SolapiBackend",
    "PORTAL_URL": "https://portal.invalid",
    "EMAIL_URL": "smtp://mail.invalid",
}


@pytest.fixture(scope="package")
def groups(django_db_setup, static_files, tmp_path_factory):
    """Those who wait, prove who they are and book, each with a web server that tells what it was
    asked. The landing page is made with those who prove who they are."""
    groups = {
        name: Portal(
            tmp_path_factory.mktemp(name),
            workers=1,
            GRANIAN_LOG_ACCESS_ENABLED="1",
            **PRODUCTION,
        )
        for name in ("waiting", "identity", "booking")
    }
    yield groups
    for portal in groups.values():
        portal.stop()


def running(portal):
    return portal if portal.running else portal.start()


def stop(groups):
    for portal in groups.values():
        if portal.running:
            portal.kill()


@pytest.fixture
def waiting(transactional_db, store, groups):
    """Its processes have forgotten what the bulletin said in the test before."""
    group = groups["waiting"]
    if group.running:
        time.sleep(bulletin.GLANCE)
    return running(group)


@pytest.fixture
def booking(transactional_db, store, groups):
    return running(groups["booking"])


@pytest.fixture
def identity(transactional_db, store, groups):
    return running(groups["identity"])


@pytest.fixture
def nginx(groups, tmp_path):
    """An edge with nothing in its caches and nobody in its limits; it needs no portal to start."""
    ports = {name: portal.port for name, portal in groups.items()}
    nginx = Nginx(tmp_path, **ports, bulletin=settings.WAITING_BULLETIN).start()
    yield nginx
    nginx.stop()


@pytest.fixture
def edge(nginx, waiting, identity, booking):
    """The edge with all that is behind it at work."""
    return nginx


@pytest.fixture
def minji(nginx):
    return Visitor(nginx)

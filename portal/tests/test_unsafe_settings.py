import base64
import json
import secrets
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured

from portal.checks import TAG, refuse_unsafe_start
from tests import processes

GOOD_KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
PRODUCTION = {
    "DEBUG": False,
    "HTTPS": True,
    "ALLOWED_HOSTS": ["booking.example"],
    "TRUSTED_PROXIES": 1,
    "SECRET_KEY": "n7Qf0sYw2LkVx4RbTz9JcHgM1uPeAoD8iXvB5mWqKtSy6ZrE",
    "PERSONAL_DATA_KEYS": [GOOD_KEY],
    "IDENTIFIER_PEPPERS": ["Zq8WnT3xLr5VbYk1HsJd7PfGc0MuEoAi9RvBt2XmKwQe"],
    "PROOF_KEYS": ["pK3vWq9ZrT5yLx1HbNs7JdGf0MuEcAo8iVtB2XmRwQnY"],
    "ATTESTER": "carrier.Attester",
    "OIDC_CLIENTS": {},
    "SMS_BACKEND": "accounts.sms.solapi.SolapiBackend",
    "PORTAL_URL": "https://booking.example",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def production(settings):
    for name, value in PRODUCTION.items():
        setattr(settings, name, value)
    return settings


def refused(tag=TAG):
    errors = run_checks(tags=[tag], include_deployment_checks=True)
    return [error.id for error in errors if error.id.startswith("portal.")]


def test_a_portal_set_up_well_is_served(production):
    refuse_unsafe_start()

    assert refused() == []


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("DEBUG", True, 1),
        ("HTTPS", False, 2),
        ("ALLOWED_HOSTS", ["*"], 3),
        ("ALLOWED_HOSTS", [], 3),
        ("TRUSTED_PROXIES", None, 4),
        ("SECRET_KEY", "short", 10),
        ("SECRET_KEY", "a" * 60, 10),
        ("IDENTIFIER_PEPPERS", [], 11),
        ("PROOF_KEYS", [], 14),
        ("PROOF_KEYS", ["short"], 14),
        ("IDENTIFIER_PEPPERS", [*PRODUCTION["IDENTIFIER_PEPPERS"], "dev-pepper"], 11),
        ("IDENTIFIER_PEPPERS", [PRODUCTION["SECRET_KEY"]], 12),
        ("PERSONAL_DATA_KEYS", [], 13),
        ("PERSONAL_DATA_KEYS", [base64.urlsafe_b64encode(b"0" * 32).decode()], 13),
        ("ATTESTER", "accounts.attesters.Demo", 20),
        ("ATTESTER", "accounts.attesters.RefuseEverybody", 21),
        ("SMS_BACKEND", "accounts.sms.console.ConsoleBackend", 22),
        ("SMS_BACKEND", "accounts.sms.memory.MemoryBackend", 22),
        ("MIDDLEWARE", ["portal.staff_area.FactorMiddleware"], 40),
        ("MIDDLEWARE", ["portal.staff_area.GuardMiddleware"], 40),
        ("SESSION_ENGINE", "django.contrib.sessions.backends.db", 41),
        ("SESSION_COOKIE_AGE", 7 * 24 * 60 * 60, 42),
        ("SESSION_COOKIE_PATH", "/", 43),
        ("SESSION_COOKIE_HTTPONLY", False, 43),
        ("MESSAGE_CHANNELS", ["accounts.channels.TextMessages", "accounts.push.WebPush"], 23),
        ("PUSH_KEY", "k", 24),
        ("PORTAL_URL", "", 50),
        ("PORTAL_URL", "http://booking.example", 50),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", 51),
        ("EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend", 51),
    ],
)
def test_each_unsafe_setting_is_refused_by_its_own_number(production, name, value, number):
    setattr(production, name, value)

    assert refused() == [f"portal.E{number:03}"]
    with pytest.raises(ImproperlyConfigured):
        refuse_unsafe_start()


def test_a_clock_that_a_test_left_frozen_is_refused(production, at):
    at("2021-08-09 20:00")

    assert refused(Tags.security) == ["portal.E031"]


def test_certificates_alone_are_a_way_to_prove_who_one_is(production):
    production.ATTESTER = "accounts.attesters.RefuseEverybody"
    production.OIDC_CLIENTS = {"kakao": {"issuer": "https://issuer.example"}}

    assert refused() == []


def test_a_demo_on_its_own_machine_is_served_as_it_is(settings):
    settings.HTTPS = False
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.ATTESTER = "accounts.attesters.Demo"

    refuse_unsafe_start()


def test_a_demo_that_the_world_can_call_by_name_is_not(settings):
    settings.HTTPS = False
    settings.ALLOWED_HOSTS = ["localhost", "booking.example"]

    with pytest.raises(ImproperlyConfigured, match="Without TLS"):
        refuse_unsafe_start()


def in_production(*command, **changes):
    """A command in a process of its own, with an environment like production's."""
    environment = {
        **processes.environment(),
        "HTTPS": "1",
        "ALLOWED_HOSTS": "booking.example",
        "TRUSTED_PROXIES": "1",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "IDENTIFIER_PEPPERS": secrets.token_urlsafe(32),
        "PERSONAL_DATA_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "ATTESTER": "carrier.Attester",
        "SMS_BACKEND": "accounts.sms.solapi.SolapiBackend",
        "OIDC_CLIENTS": json.dumps({}),
        "PORTAL_URL": "https://booking.example",
        "EMAIL_URL": "smtp+tls://portal:secret@mail.example:587",
        **changes,
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
    )


def test_check_deploy_has_nothing_to_say_of_a_good_environment():
    done = in_production("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr


def test_check_deploy_tells_of_links_and_mails_that_reach_nobody():
    done = in_production("manage.py", "check", "--deploy", PORTAL_URL=None, EMAIL_URL=None)

    assert done.returncode == 1
    assert "portal.E050" in done.stderr
    assert "portal.E051" in done.stderr


def test_the_web_server_does_not_start_in_a_bad_one():
    good = in_production("-c", "import portal.wsgi")
    bad = in_production("-c", "import portal.wsgi", TRUSTED_PROXIES=None, DEBUG="1")

    assert good.returncode == 0, good.stderr
    assert bad.returncode == 1
    assert "DEBUG shows everybody" in bad.stderr
    assert "TRUSTED_PROXIES is not said" in bad.stderr


@pytest.mark.parametrize(
    ("url", "pooled", "asked"),
    [
        ("", "0", {"options": "-c join_collapse_limit=5"}),
        ("?sslmode=require", "0", {"sslmode": "require", "options": "-c join_collapse_limit=5"}),
        ("?sslmode=require", "1", {"sslmode": "require"}),
    ],
)
def test_what_the_databases_address_asks_for_is_asked_for(url, pooled, asked):
    """TLS to the database is not lost for what the portal adds."""
    words = "import json; from portal.settings import DATABASES as said; print(json.dumps(said))"
    environment = processes.environment() | {"BEHIND_PGBOUNCER": pooled}
    environment["DATABASE_URL"] = f"postgres://portal@127.0.0.1/portal{url}"
    said = subprocess.check_output([sys.executable, "-c", words], env=environment, text=True)

    assert json.loads(said.splitlines()[-1])["default"].get("OPTIONS", {}) == asked

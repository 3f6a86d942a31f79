"""What nobody will answer any more is emptied; what no limit needs is dropped."""

import pytest

from accounts.models import CertificateLogin, PhoneCode, Provider
from accounts.tasks import forget_codes
from accounts.tests.conftest import MINJI

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(client, phone_provider, at):
    at("2021-07-12 20:00")
    client.post("/verify/", MINJI)
    return PhoneCode.objects.get()


@pytest.fixture
def login(at):
    moment = at("2021-07-12 20:00")
    provider = Provider.objects.create(code="pass", kind="oidc", name_ko="패스", name_en="PASS")
    return CertificateLogin.objects.create(
        provider=provider, identifier=b"x" * 32, claims="{}", expires_at=moment
    )


def test_claims_are_kept_for_a_second_code(code, at):
    at("2021-07-12 20:10")
    forget_codes()
    code.refresh_from_db()
    assert code.claims is not None


def test_and_emptied_ten_minutes_later(code, at):
    at("2021-07-12 20:10:01")
    forget_codes()
    code.refresh_from_db()
    assert (code.claims, code.code, code.code_hash) == (None, None, "")


def test_rows_are_kept_for_the_limits_of_a_day(code, at):
    at("2021-07-13 20:00")
    forget_codes()
    assert PhoneCode.objects.exists()
    at("2021-07-13 20:00:01")
    forget_codes()
    assert not PhoneCode.objects.exists()


def test_a_certificate_that_waited_in_vain_is_emptied_then_dropped(login, at):
    at("2021-07-12 20:00:01")
    forget_codes()
    login.refresh_from_db()
    assert login.claims is None
    at("2021-07-13 20:00:01")
    forget_codes()
    assert not CertificateLogin.objects.exists()

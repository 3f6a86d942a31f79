"""Forms that nobody has sent are rendered once for all who read one language."""

import re
import time
from unittest import mock

import pytest
from django.test import Client

from accounts import glances
from accounts.blanks import Blank
from accounts.forms import PhoneForm
from accounts.models import Provider
from accounts.tests.conftest import MINJI

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def test_a_blank_form_is_the_form_that_django_renders():
    made = PhoneForm(provider=Provider(), address="192.0.2.1")
    assert str(Blank(PhoneForm, provider=None, address="")) == made.render()


def test_each_language_has_its_own(client, korean_client, phone_provider):
    for _ in range(2):
        english = client.get("/verify/").content.decode()
        korean = korean_client.get("/verify/").content.decode()
        assert "As on your identity card." in english
        assert "As on your identity card." not in korean
        assert "신분증" in korean
        assert "신분증" not in english


def test_what_minji_wrote_and_did_wrong_nobody_else_reads(client, korean_client, phone_provider):
    mistaken = client.post("/verify/", {**MINJI, "number_front": "69030"})
    assert "김민지" in mistaken.content.decode()
    assert "you wrote 5" in mistaken.content.decode()

    for reader in (client, korean_client):
        page = reader.get("/verify/").content.decode()
        assert "김민지" not in page
        assert "error-summary" not in page
        assert 'invalid"' not in page


def test_a_wrong_code_is_on_nobody_elses_page(client, korean_client, phone_provider):
    for each, phone, number in ((client, "01012345678", "0"), (korean_client, "01087654321", "1")):
        each.post("/verify/", {**MINJI, "phone": phone, "number_back": f"234567{number}"})
    mistyped = client.post("/verify/code/", {"digits": "12345"})
    assert 'value="12345"' in mistyped.content.decode()

    page = korean_client.get("/verify/code/").content.decode()
    assert "12345" not in page
    assert "error-summary" not in page


def test_everybody_has_their_own_token_and_their_own_way_on(client, phone_provider):
    first = client.get("/verify/?next=/book/").content.decode()
    second = client.get("/verify/?next=/bookings/").content.decode()
    assert TOKEN.findall(first) != TOKEN.findall(second)
    assert 'value="/verify/?next=/book/"' in first
    assert 'value="/verify/?next=/bookings/"' in second


def test_a_page_is_made_once_and_never_carries_somebody_elses_token(phone_provider):
    minji, jisoo = (Client(enforce_csrf_checks=True, HTTP_ACCEPT_LANGUAGE="en") for _ in "12")
    pages = {each: each.get("/verify/").content.decode() for each in (minji, jisoo)}
    (hers,), (his,) = (set(TOKEN.findall(page)) for page in pages.values())

    assert pages[minji].replace(hers, "") == pages[jisoo].replace(his, "")
    assert jisoo.post("/verify/", {**MINJI, "csrfmiddlewaretoken": hers}).status_code == 403
    assert minji.post("/verify/", {**MINJI, "csrfmiddlewaretoken": hers}).status_code == 302


def test_who_is_shown_no_form_gets_no_cookie(client, db):
    Provider.objects.update(active=False)
    page = client.get("/verify/")
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert not page.cookies


def test_what_stands_in_an_address_is_a_text(client, phone_provider):
    for odd in ("%25s", "%(token)s", "%0Ctoken%0C", "%22%3E%3Cb%3E"):
        page = client.get(f"/verify/?next=/book/{odd}").content.decode()
        assert "<b>" not in page
        assert len(set(TOKEN.findall(page))) == 1
        assert "token)s" not in page.replace("%(token)s", "").replace("%28token%29s", "")


def test_a_way_that_went_out_of_service_shows_no_remembered_form(client, phone_provider):
    """For longer than half a second."""
    assert 'name="phone"' in client.get("/verify/").content.decode()
    Provider.objects.update(active=False)
    with mock.patch.object(glances.time, "monotonic", return_value=time.monotonic() + 0.5):
        assert 'name="phone"' not in client.get("/verify/").content.decode()

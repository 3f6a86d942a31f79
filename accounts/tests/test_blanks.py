"""Forms that nobody has sent are rendered once for all who read one language."""

import re

import pytest

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


def test_a_way_that_went_out_of_service_shows_no_remembered_form(client, phone_provider):
    assert 'name="phone"' in client.get("/verify/").content.decode()
    Provider.objects.update(active=False)
    assert 'name="phone"' not in client.get("/verify/").content.decode()
    Provider.objects.update(active=True)
    assert 'name="phone"' in client.get("/verify/").content.decode()

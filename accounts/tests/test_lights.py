import pytest
from django.core.cache import cache

from accounts.lights import lit_providers, report_trouble
from accounts.models import PhoneCode
from accounts.tests.conftest import MINJI

pytestmark = pytest.mark.django_db


@pytest.fixture
def light(phone_provider):
    def look():
        cache.clear()
        (provider,) = lit_providers()
        return provider.light

    return look


@pytest.fixture
def one_code(client, at, phone_provider):
    at("2021-07-12 20:00")
    client.post("/verify/", MINJI)
    return PhoneCode.objects.get()


def test_green_when_all_is_well(light):
    assert light() == "green"


def test_grey_when_switched_off_though_the_store_still_says_green(light, phone_provider):
    light()
    phone_provider.active = False
    phone_provider.save()
    (provider,) = lit_providers()
    assert provider.light == "grey"


@pytest.mark.parametrize(
    ("moment", "colour"),
    [("20:00:10", "green"), ("20:00:11", "yellow"), ("20:00:40", "yellow"), ("20:00:41", "red")],
)
def test_codes_that_wait_darken_it(light, one_code, at, moment, colour):
    at(f"2021-07-12 {moment}")
    assert light() == colour


@pytest.mark.parametrize(("limit", "colour"), [(2, "green"), (1, "red")])
def test_it_is_red_when_full(light, one_code, phone_provider, limit, colour):
    phone_provider.per_minute = limit
    phone_provider.save()
    assert light() == colour


def test_a_full_way_keeps_the_answers_and_says_to_wait(light, one_code, client, phone_provider):
    phone_provider.per_minute = 1
    phone_provider.save()
    cache.clear()
    page = client.post("/verify/", {**MINJI, "phone": "010-1111-2222"}).content.decode()
    assert "Too many people are verifying by phone. Please wait a minute." in page
    assert "김민지" in page
    assert PhoneCode.objects.count() == 1


def test_trouble_is_red_for_a_minute(light, phone_provider, at):
    at("2021-07-12 20:00")
    report_trouble(phone_provider)
    assert light() == "red"
    at("2021-07-12 20:00:59")
    assert light() == "red"
    at("2021-07-12 20:01")
    assert light() == "green"

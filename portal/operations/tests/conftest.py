import pytest
from django.test import Client

from bookings.tests.builders import make_staff
from bookings.tests.leftovers import make_terms


@pytest.fixture
def seo(client):
    """Operator Seo, at the browser ``client``."""
    seo = make_staff("seo", "Operations")
    client.force_login(seo)
    return seo


@pytest.fixture
def bae():
    return make_staff("bae", "Operations")


@pytest.fixture
def other_client(bae):
    """Operator Bae's browser."""
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(bae)
    return browser


@pytest.fixture
def campaign(at, seo):
    at("2021-08-26 14:00")
    return make_terms().campaign

import re
from datetime import date

import pytest

from accounts import notices
from accounts.models import Person
from accounts.tests.builders import make_phone_provider, show_cookie
from accounts.tests.builders import verify as proof
from accounts.tests.push_service import serving

#: What Minji types in to verify by phone.
MINJI = {
    "name": "김민지",
    "number_front": "690301",
    "number_back": "2345678",
    "phone": "010-1234-5678",
    "consent_identifier": "on",
    "consent_health": "on",
}


@pytest.fixture
def phone_provider(db):
    return make_phone_provider()


@pytest.fixture
def minji(db):
    return Person.objects.create(
        birth_date=date(1969, 3, 1), sex="F", name="김민지", phone="01012345678"
    )


@pytest.fixture
def sent_code(outbox):
    """Do the worker's part and look at the phone: the six digits that arrived last."""

    def look():
        notices.send_codes()
        return re.search(r"\d{6}", outbox[-1].text)[0]

    return look


@pytest.fixture
def verify(phone_provider, sent_code):
    """Go through both pages as somebody; :returns: the last answer."""

    def go(client, answers=MINJI, onward="/bookings/"):
        client.post(f"/verify/?next={onward}", answers)
        return client.post(f"/verify/code/?next={onward}", {"digits": sent_code()})

    return go


@pytest.fixture
def service(settings):
    yield from serving(settings)


@pytest.fixture
def visitor(client, minji, service):
    """Minji's browser, with a proof of who she is, where the portal can write to browsers."""
    return show_cookie(client, proof(minji))

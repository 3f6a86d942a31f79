"""Names and phones stay masked until Nurse Park asks, on the screen and on paper."""

import pytest
from django.urls import reverse

from accounts.models import AccessRecord
from accounts.tests.revealing import mask, reveal

from .builders import make_booking, make_clinic, make_person, make_slot, make_staff

pytestmark = pytest.mark.django_db
DAY = reverse("staff-day")


@pytest.fixture
def gaon(at):
    at("2021-08-30 09:20")
    return make_clinic("Gaon Clinic")


@pytest.fixture
def park(client, gaon):
    """Nurse Park of Gaon Clinic, logged in."""
    park = make_staff("park", "Clinic staff", gaon)
    client.force_login(park)
    return park


@pytest.fixture
def minji(gaon):
    return make_booking(make_person("Minji Kim"), make_slot(gaon, "2021-08-30 09:00"))


@pytest.fixture
def jun(gaon):
    person = make_person("Jun Lee", "1975-11-02", "+821000000002", "M")
    return make_booking(person, make_slot(gaon, "2021-08-30 10:00"))


def text(r):
    return r.content.decode()


def test_names_birth_dates_and_phones_are_masked_until_she_asks(client, park, gaon, jun, minji):
    said = ["Minji Kim", "1980-03-09", "+821000000001", "Jun Lee", "1975-11-02", "+821000000002"]

    masked = text(client.get(DAY))
    asked = text(reveal(client, DAY))
    again = text(client.get(DAY))
    again_masked = text(mask(client, DAY))

    assert [words for words in said if words in masked + again_masked] == []
    assert [words for words in said if words in asked and words in again] == said


def test_asking_for_names_is_written_down(client, park, gaon, minji):
    reveal(client, DAY)

    ask = AccessRecord.objects.get(act="reveal")
    assert (ask.staff, ask.target_ids) == (park, [minji.person_id])


def test_names_are_masked_again_after_a_quarter_of_an_hour(client, park, gaon, minji, at):
    reveal(client, DAY)
    at("2021-08-30 09:34")
    assert "Minji Kim" in text(client.get(DAY))
    at("2021-08-30 09:35")

    assert "Minji Kim" not in text(client.get(DAY))


def test_whoever_is_booked_after_she_asked_is_masked(client, park, gaon, minji, request):
    reveal(client, DAY)
    request.getfixturevalue("jun")
    page = text(client.get(DAY))

    assert "Minji Kim" in page
    assert "Jun Lee" not in page


def test_the_printable_list_says_whose_it_is_and_is_an_export(client, park, gaon, minji):
    day = {"clinic": gaon.pk, "date": "2021-08-30"}
    page = text(client.get(reverse("staff-day-print"), day))

    assert "Gaon Clinic, 30 August 2021" in page
    assert "Printed by park, 2021-08-30 09:20." in page
    assert "Names and phones are masked." in page
    printed = AccessRecord.objects.get(act="export")
    assert (printed.staff, printed.target_ids) == (park, [minji.person_id])
    reveal(client, DAY)
    assert "Minji Kim" in text(client.get(reverse("staff-day-print"), day))


def test_a_list_of_no_clinic_of_hers_is_not_printed(client, park, minji):
    other = make_clinic("Naru")
    day = {"clinic": other.pk, "date": "2021-08-30"}

    assert client.get(reverse("staff-day-print"), day).status_code == 404
    assert client.get(reverse("staff-day-print")).status_code == 404

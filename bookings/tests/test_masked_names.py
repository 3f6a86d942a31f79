"""Names and phones stay masked until Nurse Park asks, on the screen and on paper."""

import pytest
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import AccessRecord
from accounts.tests.builders import make_root
from accounts.tests.revealing import mask, offered, reveal
from bookings.models import WorkItem

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


def addresses(booking):
    """The list of its day, its card, and the answers before its dose."""
    day = {"clinic": booking.slot.clinic_id, "date": booking.slot.places.date}
    yield f"{DAY}?{urlencode(day)}"
    yield reverse("staff-card", args=[booking.reference])
    yield reverse("staff-screening", args=[booking.reference])


@pytest.mark.parametrize("address", range(3))
@pytest.mark.parametrize("now", ["2021-08-29 23:59", "2021-08-31 00:00"])
def test_on_any_day_but_today_she_says_why(client, park, minji, at, now, address):
    at(now)
    address = list(addresses(minji))[address]

    silent = text(reveal(client, address))
    assert "Please say why you need to see this." in silent
    assert "Minji Kim" not in silent + text(client.get(address))
    assert "1980-03-09" not in silent
    assert not AccessRecord.objects.filter(act="reveal").exists()

    assert "Minji Kim" in text(reveal(client, address, reason="came on the wrong day"))
    assert AccessRecord.objects.get(act="reveal").reason == "came on the wrong day"


@pytest.mark.parametrize("now", ["2021-08-30 00:00", "2021-08-30 23:59"])
def test_all_of_today_her_list_and_her_cards_are_one_press(client, park, minji, at, now):
    at(now)
    todays, card, answers = addresses(minji)

    assert "Minji Kim" in text(client.get(card))
    assert "Minji Kim" not in text(client.get(answers))
    assert "Minji Kim" in text(reveal(client, todays))


def test_whoever_reaches_every_clinic_says_why_today_too(client, minji):
    second = WorkItem.objects.create(booking=minji, kind="second_dose")
    client.force_login(make_root())

    for page in (*addresses(minji), reverse("staff-work-item", args=[second.pk])):
        assert "Minji Kim" not in text(reveal(client, page))
        assert "1980-03-09" in text(reveal(client, page, reason="asked by the ministry"))
        mask(client, page)


def test_a_card_that_says_no_still_asks_at_its_own_address(client, park, minji, at):
    """A dose that is refused is shown at an address that takes no GET."""
    at("2021-08-31 09:00")
    attend = reverse("staff-attend", args=[minji.reference, "vaccinated"])
    page = text(client.post(attend, {"card": "1"}))

    assert "Minji Kim" not in page
    assert offered(page)["next"] == reverse("staff-card", args=[minji.reference])


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

"""Nurse Park finds whoever stands before her: by code, by name or by the end of a phone."""

import pytest
from django.urls import reverse

from accounts.models import AccessRecord
from bookings.staff.day.keys import typed

from .builders import make_booking, make_clinic, make_person, make_slot, make_staff

pytestmark = pytest.mark.django_db
FIND = reverse("staff-find")


@pytest.fixture
def gaon(at):
    at("2021-08-30 09:20")
    return make_clinic("Gaon Clinic")


@pytest.fixture
def park(client, gaon):
    park = make_staff("park", "Clinic staff", gaon)
    client.force_login(park)
    return park


@pytest.fixture
def slot(gaon):
    return make_slot(gaon, "2021-08-30 09:00")


@pytest.fixture
def minji(slot):
    return make_booking(make_person("김민지", phone="01012345678"), slot)


@pytest.fixture
def jun(slot):
    return make_booking(make_person("Jun Lee", "1975-11-02", "+82 10-8765-4321"), slot)


@pytest.fixture
def find(client, park, gaon):
    def look_for(words):
        return client.post(FIND, {"clinic": gaon.pk, "date": "2021-08-30", "words": words})

    return look_for


def card(booking):
    return reverse("staff-card", args=[booking.reference])


@pytest.mark.parametrize("words", ["김민지", "민지", " 김 민지 ", "5678", "010-1234-5678"])
def test_one_person_is_led_to(find, minji, jun, words):
    assert find(words).url == card(minji)


@pytest.mark.parametrize("words", ["Jun Lee", "jun", "LEE"])
def test_a_name_is_found_in_small_letters_and_in_part(find, minji, jun, words):
    assert find(words).url == card(jun)


def test_a_scanned_reference_is_found_however_it_arrives(find, minji):
    reference = minji.reference
    for words in (reference, reference.lower(), f" {reference[:4]}-{reference[4:]} "):
        assert find(words).url == card(minji)


def test_a_reference_on_another_day_of_the_clinic_leads_there(find, gaon):
    other = make_booking(make_person("Haneul"), make_slot(gaon, "2021-09-03 09:00"))

    assert find(other.reference).url == card(other)


def test_another_clinics_reference_is_nobody_s(find, client, minji):
    naru = make_booking(make_person("Haneul"), make_slot(make_clinic("Naru"), "2021-08-30 09:00"))

    r = find(naru.reference)

    assert r.context["find"].errors.keys() == {"words"}
    assert r.context["bookings"] == []
    assert client.get(card(naru)).status_code == 404


def test_several_are_shown_to_choose_from_and_masked(find, minji, slot):
    other = make_booking(make_person("김민지", "1991-01-01", "01099990000"), slot)

    r = find("김민지")

    assert {each.pk for each in r.context["bookings"]} == {minji.pk, other.pk}
    assert "김*지" in r.content.decode()
    assert "1991" in r.content.decode()


def test_a_whole_name_comes_before_a_part_of_another(find, minji, slot):
    make_booking(make_person("김민지나", "1991-01-01", "01099990000"), slot)

    assert find("김민지").url == card(minji)


def test_nobody_and_nothing_are_said_in_the_page(find, minji):
    nobody, nothing = find("Haneul"), find("")

    assert "Nobody like this is booked here on this day." in nobody.content.decode()
    assert "Please scan a code or type whom to find." in nothing.content.decode()


def test_every_search_is_written_down_whatever_it_finds(find, park, minji):
    find("민지")
    find(minji.reference)
    find("Haneul")

    searches = AccessRecord.objects.filter(act="search", staff=park).order_by("pk")
    assert [search.target_ids for search in searches] == [[minji.person_id]] * 2 + [[]]


@pytest.mark.parametrize(
    ("hangul", "keys"),
    [("ㅂㄱ", "qr"), ("뮻", "abc"), ("2ㅆㄸ7", "2TE7"), ("홥9", "ghkq9"), ("김민지", "rlaalswl")],
)
def test_a_scanner_on_a_hangul_keyboard_is_understood(hangul, keys):
    assert typed(hangul) == keys


def test_the_camera_is_for_the_desk_s_own_pages(client, park, minji):
    for address in (reverse("staff-day"), card(minji)):
        assert client.get(address)["Permissions-Policy"].startswith("camera=(self),")
    assert client.get(reverse("staff-work"))["Permissions-Policy"].startswith("camera=(),")


def test_back_from_logging_in_anew_she_is_on_the_day_list(client, park):
    """Of a search sent in vain the list of those found leads back to its own address."""
    r = client.get(FIND)

    assert (r.status_code, r.url) == (302, reverse("staff-day"))
    assert not AccessRecord.objects.exists()

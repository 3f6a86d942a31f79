import re

import pytest
from django.urls import reverse

from accounts import glances
from accounts.tests.builders import make_person, show_cookie, verify
from clinics.models import ClinicDay

from .builders import make_clinic, make_group, make_slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def minji(client, at):
    at("2021-08-25 10:00")
    return show_cookie(client, verify(make_person("Minji")))


@pytest.fixture
def clinic(db):
    return make_clinic("Haneul Clinic")


def days(page):
    return [(f"{each.date:%m-%d}", each.places) for each in page.context["days"]]


def links(page):
    """The slots that the page leads to."""
    start = re.escape(reverse("check"))
    return [int(pk) for pk in re.findall(rf'href="{start}\?slot=(\d+)"', page.text)]


def test_the_first_day_with_places_is_open(minji, clinic):
    make_slot(clinic, "2021-08-26 09:00", capacity=2, taken=2)
    free = make_slot(clinic, "2021-08-27 00:30", capacity=3)
    make_slot(clinic, "2021-08-27 10:00", capacity=4, taken=4)

    page = minji.get(clinic.get_absolute_url())

    assert days(page) == [("08-26", 0), ("08-27", 3)]
    assert page.context["day"].date.isoformat() == "2021-08-27"
    assert [slot.left for slot in page.context["times"]] == [3, 0]
    assert links(page) == [free.pk]
    assert "Times on Friday, 27 August" in page.text
    assert '<a href="tel:02-000-0000">' in page.text


def test_minji_opens_another_day(minji, clinic):
    make_slot(clinic, "2021-08-26 09:00")
    later = make_slot(clinic, "2021-08-27 09:00", capacity=5)

    page = minji.get(clinic.get_absolute_url(), {"day": "2021-08-27"})

    assert links(page) == [later.pk]
    assert "5 places left" in page.text


def test_a_full_day_and_a_full_time_say_so_in_words(minji, clinic):
    make_slot(clinic, "2021-08-26 09:00", capacity=1, taken=1)

    page = minji.get(clinic.get_absolute_url())

    assert links(page) == []
    assert '<p class="tag">Full</p>' in page.text
    assert "Every day shown is full." in page.text


def test_a_time_has_no_more_places_than_its_day(minji, clinic):
    make_slot(clinic, "2021-08-26 09:00", capacity=50, limit=60)
    make_slot(clinic, "2021-08-26 10:00", capacity=50, taken=45)

    page = minji.get(clinic.get_absolute_url())

    assert days(page) == [("08-26", 15)]
    assert [slot.left for slot in page.context["times"]] == [15, 5]

    ClinicDay.objects.update(limit=45)
    page = minji.get(clinic.get_absolute_url(), {"day": "2021-08-26"})
    assert [slot.left for slot in page.context["times"]] == [0, 0]


def test_times_gone_by_are_not_shown(minji, clinic, at):
    make_slot(clinic, "2021-08-25 09:00")
    later = make_slot(clinic, "2021-08-25 11:00", capacity=3)

    page = minji.get(clinic.get_absolute_url())
    assert days(page) == [("08-25", 3)]
    assert links(page) == [later.pk]

    at("2021-08-25 11:00")
    assert links(minji.get(clinic.get_absolute_url())) == []


def test_vaccines_are_kept_apart(minji, clinic):
    make_slot(clinic, "2021-08-26 09:00", group=make_group("mrna"), capacity=2)
    az = make_slot(clinic, "2021-08-26 09:00", group=make_group("az"), capacity=3)

    page = minji.get(clinic.get_absolute_url())
    assert days(page) == [("08-26", 5)]
    assert [str(slot.group) for slot in page.context["times"]] == ["az", "mrna"]

    page = minji.get(clinic.get_absolute_url(), {"group": "az"})
    assert days(page) == [("08-26", 3)]
    assert links(page) == [az.pk]


def test_a_closed_clinic_is_not_found(minji):
    closed = make_clinic(active=False)
    make_slot(closed, "2021-08-26 09:00")

    assert minji.get(closed.get_absolute_url()).status_code == 404
    assert minji.get("/book/clinics/0/").status_code == 404
    assert minji.get(f"/book/clinics/{'9' * 40}/").status_code == 404


def test_a_clinic_without_days_leads_on(minji, clinic):
    page = minji.get(clinic.get_absolute_url())
    assert "Please choose another clinic." in page.text

    page = minji.get(clinic.get_absolute_url(), {"group": "no-such"})
    assert "Look at all of its days and vaccines" in page.text


@pytest.mark.parametrize(
    "answers",
    [
        {"day": "tomorrow"},
        {"day": "9999-12-31"},
        {"from": "2021-13-01"},
        {"from": "2021-08-27", "to": "2021-08-26"},
    ],
)
def test_what_cannot_be_is_said_in_the_page(minji, clinic, answers):
    make_slot(clinic, "2021-08-26 09:00")

    page = minji.get(clinic.get_absolute_url(), answers)

    assert page.status_code == 200
    assert "Please check your answers" in page.text


def test_a_day_without_times_shows_the_first_that_has_some(minji, clinic):
    slot = make_slot(clinic, "2021-08-26 09:00")

    page = minji.get(clinic.get_absolute_url(), {"day": "2021-08-29"})

    assert links(page) == [slot.pk]
    assert "does not vaccinate on the day you asked for" in page.text


def test_a_page_costs_three_queries(minji, clinic, django_assert_max_num_queries):
    for hour in range(9, 18):
        for day in range(26, 31):
            make_slot(clinic, f"2021-08-{day} {hour:02}:00")

    with django_assert_max_num_queries(3):
        minji.get(clinic.get_absolute_url())


def test_what_is_remembered_of_a_list_is_of_one_language_one_address_and_one_count(
    minji, korean_client, clinic
):
    slot = make_slot(clinic, "2021-08-26 09:00", capacity=2)
    other = make_slot(make_clinic("Daon Clinic"), "2021-08-26 09:00", capacity=2)
    show_cookie(korean_client, verify(make_person("Jun")))
    address = {"from": "2021-08-26", "to": '2021-08-27"><b>'}

    english, korean = (
        who.get(clinic.get_absolute_url(), address) for who in (minji, korean_client)
    )
    assert "2 places left" in english.text
    assert "2자리 남음" in korean.text
    assert "to=2021-08-27%22%3E%3Cb%3E" in english.text
    assert links(minji.get(other.clinic.get_absolute_url())) == [other.pk]

    slot.taken = 1
    slot.save()
    glances.forget()
    assert "1 place left" in minji.get(clinic.get_absolute_url(), address).text

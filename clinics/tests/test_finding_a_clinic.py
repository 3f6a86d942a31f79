import pytest
from django.utils.html import escape

from accounts import glances
from accounts.tests.builders import make_person, show_cookie, verify
from clinics.models import ClinicDay

from .builders import make_clinic, make_district, make_group, make_slot

pytestmark = pytest.mark.django_db

SEARCH = "/book/clinics/"
GAON = {"province": "9900000000", "district": "9911000000"}


@pytest.fixture
def today(at):
    return at("2021-08-25 10:00")


@pytest.fixture
def minji(client, today):
    """Minji's browser, after she proved who she is."""
    return show_cookie(client, verify(make_person("Minji"), minutes=24 * 60))


def found(page):
    """What a result page lists: name and places left, in its order."""
    return [(clinic.name, clinic.places) for clinic in page.context["page"]]


def test_only_verified_people_search(client, today):
    page = client.get(SEARCH, GAON)
    assert page.status_code == 302
    assert page["Location"].startswith("/verify/?next=%2Fbook%2Fclinics%2F%3Fprovince%3D99")


def test_minji_is_asked_for_a_province_then_for_its_district(minji):
    make_district("9911000000", "가온시", "Gaon")
    make_district("9912000000", "나래시", "Narae")

    page = minji.get(SEARCH)
    assert page.context["form"].fields["province"].widget.choices == [
        ("", "Choose a province"),
        ("9900000000", "Gasang-do"),
    ]
    assert page.context["page"] is None

    page = minji.get(SEARCH, {"province": "9900000000"})
    assert page.context["form"].fields["district"].widget.choices == [
        ("", "Choose a district"),
        ("9911000000", "Gaon"),
        ("9912000000", "Narae"),
    ]
    assert not page.context["form"].errors


def test_clinics_with_places_come_first(minji):
    make_slot(make_clinic("Baram Clinic"), "2021-08-26 09:00", capacity=3)
    make_slot(make_clinic("Aram Clinic"), "2021-08-26 09:00", capacity=2, taken=2)
    make_slot(make_clinic("Dasom Clinic"), "2021-08-27 09:00", capacity=5, taken=1)

    page = minji.get(SEARCH, GAON)

    assert found(page) == [("Baram Clinic", 3), ("Dasom Clinic", 4), ("Aram Clinic", 0)]
    assert [str(clinic.first_day) for clinic in page.context["page"]] == [
        "2021-08-26",
        "2021-08-27",
        "None",
    ]
    assert "First day with places: Fri, 27 August" in page.text


def test_a_name_is_a_name_whatever_is_written_in_it(minji):
    name, address = '50%(pk)s \f<b>"Gaon"&%s', "%d \fphone\f <i>1</i>"
    make_slot(make_clinic(name, address=address), "2021-08-26 09:00", capacity=3)

    page = minji.get(SEARCH, GAON).text

    assert page.count(f">{escape(name)}</a>") == 1
    assert page.count(f"<p>{escape(address)}<br>") == 1


def test_invented_hours_are_called_so(minji):
    real, invented = make_clinic("Baram Clinic"), make_clinic("Aram Clinic", hours_generated=True)
    invention = "The hours of this clinic are invented for a rehearsal."

    assert invention in minji.get(invented.get_absolute_url()).text
    assert invention not in minji.get(real.get_absolute_url()).text


def test_no_more_places_are_promised_than_the_doctors_can_see(minji):
    clinic = make_clinic()
    make_slot(clinic, "2021-08-26 09:00", capacity=60, limit=100)
    make_slot(clinic, "2021-08-26 10:00", capacity=60, group=make_group("az"))
    make_slot(clinic, "2021-08-27 09:00", capacity=7, limit=100)

    assert found(minji.get(SEARCH, GAON)) == [("Gaon Clinic", 107)]
    assert found(minji.get(SEARCH, {**GAON, "group": "az"})) == [("Gaon Clinic", 60)]

    ClinicDay.objects.filter(date="2021-08-26").update(limit=10)
    glances.forget()
    assert found(minji.get(SEARCH, {**GAON, "group": "az"})) == [("Gaon Clinic", 10)]


def test_only_days_and_hours_to_come_count(minji, at):
    clinic = make_clinic()
    make_slot(clinic, "2021-08-24 09:00", capacity=1)
    make_slot(clinic, "2021-08-25 09:00", capacity=2)
    make_slot(clinic, "2021-08-25 10:30", capacity=4)
    make_slot(clinic, "2021-08-26 09:00", capacity=8)

    assert found(minji.get(SEARCH, GAON)) == [("Gaon Clinic", 12)]
    at("2021-08-25 10:30")
    assert found(minji.get(SEARCH, GAON)) == [("Gaon Clinic", 8)]
    at("2021-08-26 00:00")
    assert found(minji.get(SEARCH, GAON)) == [("Gaon Clinic", 8)]


@pytest.mark.parametrize(
    ("dates", "places"),
    [
        ({}, 7),
        ({"from": "2021-08-27"}, 6),
        ({"to": "2021-08-27"}, 3),
        ({"from": "2021-08-27", "to": "2021-08-27"}, 2),
        ({"from": "2021-01-01", "to": "2021-03-01"}, None),
    ],
)
def test_dates_narrow_the_search(minji, dates, places):
    clinic = make_clinic()
    make_slot(clinic, "2021-08-26 09:00", capacity=1)
    make_slot(clinic, "2021-08-27 09:00", capacity=2)
    make_slot(clinic, "2021-08-28 09:00", capacity=4)

    page = minji.get(SEARCH, {**GAON, **dates})

    assert found(page) == ([("Gaon Clinic", places)] if places else [])


def test_clinics_that_cannot_be_booked_are_hidden(minji):
    make_slot(make_clinic("Closed Clinic", active=False), "2021-08-26 09:00")
    make_slot(make_clinic("Army Hospital", vaccinates=False), "2021-08-26 09:00")
    make_slot(make_clinic("Open Clinic"), "2021-08-26 09:00", capacity=5)

    assert found(minji.get(SEARCH, GAON)) == [("Open Clinic", 5)]


def test_a_full_district_leads_to_its_neighbours_and_to_other_days(minji):
    far = make_clinic("Far Clinic", district=make_district("9912000000", "나래시", "Narae"))
    make_district("9913000000", "다솜시", "Dasom")
    make_slot(make_clinic(), "2021-08-26 09:00", capacity=1, taken=1)
    make_slot(far, "2021-08-26 09:00")

    page = minji.get(SEARCH, {**GAON, "to": "2021-08-27"})

    assert found(page) == [("Gaon Clinic", 0)]
    assert [district.name for district in page.context["elsewhere"]] == ["Narae"]
    assert "district=9912000000" in page.text
    assert "Look at all days in this district" in page.text

    page = minji.get(SEARCH, {**GAON, "to": "2021-08-25"})
    assert found(page) == []
    assert page.context["elsewhere"] == []
    assert "Cancelled places come back all the time" in page.text


def test_twenty_clinics_a_page(minji):
    for number in range(21):
        make_slot(make_clinic(f"Clinic {number:02}"), "2021-08-26 09:00")

    first, second = (minji.get(SEARCH, {**GAON, "page": number}) for number in (1, 2))

    assert [name for name, _ in found(first)] == [f"Clinic {number:02}" for number in range(20)]
    assert found(second) == [("Clinic 20", 10)]
    assert "21 clinics" in first.text
    assert "Go to its first page" in minji.get(SEARCH, {**GAON, "page": 500}).text


@pytest.mark.parametrize("dates", [{}, {"to": "2021-08-25"}])
def test_a_page_costs_three_queries(minji, dates, django_assert_max_num_queries):
    for number in range(5):
        make_slot(make_clinic(f"Clinic {number}"), "2021-08-26 09:00")

    # What lies on a map is remembered for a minute.
    minji.get(SEARCH, {"province": GAON["province"]})

    with django_assert_max_num_queries(3):
        minji.get(SEARCH, {**GAON, **dates})


def test_jun_reads_it_in_korean(korean_client, today):
    jun = show_cookie(korean_client, verify(make_person("Jun")))
    make_slot(make_clinic(), "2021-08-26 09:00")

    page = jun.get(SEARCH, GAON)

    assert ("9911000000", "가온시") in page.context["form"].fields["district"].widget.choices
    assert found(page) == [("Gaon Clinic", 10)]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"province": "1"}, "province"),
        ({"province": "9" * 500}, "province"),
        ({"group": "no-such"}, "group"),
        ({"from": "yesterday"}, "from_date"),
        ({"from": "2021-02-30"}, "from_date"),
        ({"from": "0001-01-01"}, "from_date"),
        ({"to": "9999-12-31"}, "to_date"),
        ({"from": "2021-08-27", "to": "2021-08-26"}, "to_date"),
        ({"from": "2021-01-01", "to": "2021-12-31"}, "to_date"),
        ({"page": "0"}, "page"),
        ({"page": "-1"}, "page"),
        ({"page": "99999999999999999999"}, "page"),
        ({"page": "٣x"}, "page"),
    ],
)
def test_what_cannot_be_is_said_in_the_page(minji, answers, field):
    make_slot(make_clinic(), "2021-08-26 09:00")

    page = minji.get(SEARCH, {**GAON, **answers})

    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert "Please check your answers" in page.text
    assert page.context["page"] is None


@pytest.mark.parametrize("district", ["1", "9999999999", "가", "' OR 1=1"])
def test_a_district_of_another_province_is_asked_for_again(minji, district):
    make_slot(make_clinic(), "2021-08-26 09:00")

    page = minji.get(SEARCH, {**GAON, "district": district})

    assert page.status_code == 200
    assert page.context["page"] is None


def test_a_browser_that_asks_too_often_is_told_to_wait(minji, limits_clock):
    for _ in range(60):
        assert minji.get(SEARCH).status_code == 200

    page = minji.get(SEARCH)

    assert page.status_code == 429
    assert 1 <= int(page["Retry-After"]) <= 60
    assert "please wait until" in page.text


def test_without_the_store_nobody_is_held_back(minji, store):
    store.stop()

    assert minji.get(SEARCH).status_code == 200


def test_the_fields_show_what_each_chose_in_their_language(minji, korean_client):
    make_district("9911000000", "가온시", "Gaon")
    make_district("9912000000", "나래시", "Narae")
    jun = show_cookie(korean_client, verify(make_person("Jun"), minutes=24 * 60))
    narae = {**GAON, "district": "9912000000", "from": "2021-08-26"}
    for _ in range(2):
        hers, his = minji.get(SEARCH, GAON).text, jun.get(SEARCH, narae).text
        assert '<option value="9911000000" selected>Gaon</option>' in hers
        assert '<option value="9912000000" selected>나래시</option>' in his
        assert 'value="2021-08-26"' in his
        assert 'value="2021-08-26"' not in hers
        assert "Narae" not in his
        mistaken = minji.get(SEARCH, {**narae, "from": "yesterday"}).text
        assert 'value="yesterday"' in mistaken
        assert "error-summary" in mistaken
        assert "error-summary" not in hers


def test_a_district_that_is_called_anew_is_called_so_in_the_fields(minji):
    district = make_district("9911000000", "가온시", "Gaon")
    assert ">Gaon</option>" in minji.get(SEARCH, GAON).text
    type(district).objects.filter(pk=district.pk).update(name_en="Gaon-si")
    glances._seen.pop("country")
    assert ">Gaon-si</option>" in minji.get(SEARCH, GAON | {"group": ""}).text

"""The map beside the search: provinces, the districts of one, the clinics of a list."""

import re
from html import unescape

import pytest
from django.core.management import call_command

from accounts.tests.builders import make_person, show_cookie, verify
from clinics.models import Region
from clinics.provinces import provinces

from .borders import row_of_squares, write
from .builders import make_clinic, make_district, make_slot

pytestmark = pytest.mark.django_db

SEARCH = "/book/clinics/"
GAON = {"province": "9900000000", "district": "9911000000"}
LINK = re.compile(r'<a href="([^"]*)"[^>]*><title>([^<]*)</title>(?:<(\w+))')


@pytest.fixture
def minji(client, at):
    at("2021-08-25 10:00")
    return show_cookie(client, verify(make_person("Minji"), minutes=24 * 60))


@pytest.fixture
def country(db):
    return [
        Region.objects.create(
            code=province["code"],
            kind="province",
            name_ko=province["name_ko"],
            name_en=province["name_en"],
        )
        for province in provinces()
    ]


def links(page):
    """What the map of a page leads to: address, name, and how it is drawn."""
    found = re.search(r'(?s)<figure class="map">.*?</figure>', page.text)
    return [tuple(map(unescape, link)) for link in LINK.findall(found[0])] if found else None


def test_every_province_is_a_link_in_the_order_of_the_list(minji, country):
    page = minji.get(SEARCH, {"group": "mrna", "page": "2"})

    assert [address for address, _, _ in links(page)] == [
        f"?province={province['code']}&group=mrna" for province in provinces()
    ]
    assert [name for _, name, _ in links(page)][7:12] == [
        "Sejong",
        "Gyeonggi-do",
        "Gangwon-do",
        "Chungbuk, Chungcheongbuk-do",
        "Chungnam, Chungcheongnam-do",
    ]


def test_the_names_on_it_are_those_of_the_reader_s_language(korean_client, at, country):
    at("2021-08-25 10:00")
    page = show_cookie(korean_client, verify(make_person("민지"))).get(SEARCH)

    assert [name for _, name, _ in links(page)][10:12] == ["충북, 충청북도", "충남, 충청남도"]
    assert 'aria-label="시·도 지도"' in page.text


def test_districts_without_borders_are_dots_amid_their_clinics(minji):
    make_clinic(latitude=37.10, longitude=127.00)
    make_clinic(latitude=37.12, longitude=127.04)
    narae = make_district("9912000000", "나래시", "Narae")
    make_clinic("Narae Clinic", district=narae, latitude=37.3, longitude=127.3)
    make_clinic("Closed Clinic", district=narae, latitude=35.0, longitude=127.3, active=False)
    make_district("9913000000", "다온시", "Daon")

    page = minji.get(SEARCH, {"province": "9900000000"})

    assert links(page) == [
        ("?province=9900000000&district=9911000000", "Gaon", "circle"),
        ("?province=9900000000&district=9912000000", "Narae", "circle"),
    ]


def test_districts_with_borders_are_shapes(minji, tmp_path, country):
    seoul = country[0]
    for code, name_ko, name_en in [
        ("1111000000", "종로구", "Jongno-gu"),
        ("1168000000", "강남구", "Gangnam-gu"),
    ]:
        Region.objects.create(
            code=code, kind="district", province=seoul, name_ko=name_ko, name_en=name_en
        )
    path = write(
        tmp_path / "borders.json", row_of_squares(("11010", "종로구"), ("11230", "강남구"))
    )
    call_command("import_borders", str(path), report=str(tmp_path / "report.csv"))

    page = minji.get(SEARCH, {"province": seoul.code})

    assert links(page) == [
        ("?province=1100000000&district=1111000000", "Jongno-gu", "path"),
        ("?province=1100000000&district=1168000000", "Gangnam-gu", "path"),
    ]
    assert ">Jongno</text>" in page.text
    assert "Borders: 통계청 SGIS" in page.text


def test_clinics_have_the_numbers_of_the_list(minji):
    aram = make_clinic("Aram Clinic", latitude=37.1, longitude=127.0)
    baram = make_clinic("Baram Clinic", latitude=37.1, longitude=127.0)
    dasom = make_clinic("Dasom Clinic")
    make_slot(aram, "2021-08-26 09:00", capacity=2, taken=2)
    make_slot(baram, "2021-08-26 09:00", capacity=1)
    make_slot(dasom, "2021-08-26 09:00", capacity=1)

    page = minji.get(SEARCH, GAON)

    assert links(page) == [
        (f"#clinic-{baram.pk}", "1 Baram Clinic", "circle"),
        (f"#clinic-{aram.pk}", "3 Aram Clinic, Full", "circle"),
    ]
    listed = re.findall(r'id="(clinic-\d+)">\s*<h3>(?:<span class="map-number">(\d+))?', page.text)
    assert listed == [
        (f"clinic-{baram.pk}", "1"),
        (f"clinic-{dasom.pk}", ""),
        (f"clinic-{aram.pk}", "3"),
    ]
    assert "1 clinic of the list has no known position." in page.text


def test_numbers_go_on_on_the_next_page(minji):
    for number in range(21):
        clinic = make_clinic(f"Clinic {number:02}", latitude=37.1, longitude=127.0)
        make_slot(clinic, "2021-08-26 09:00")

    page = minji.get(SEARCH, {**GAON, "page": "2"})

    assert [name for _, name, _ in links(page)] == ["21 Clinic 20"]


@pytest.mark.parametrize("search", [GAON, {"province": "9900000000"}, {"province": "nowhere"}, {}])
def test_there_is_no_map_where_nobody_knows_where_anything_is(minji, search):
    make_slot(make_clinic(), "2021-08-26 09:00")

    page = minji.get(SEARCH, search)

    assert page.status_code == 200
    assert links(page) is None


def test_what_lies_around_is_looked_up_once_a_minute(minji, django_assert_max_num_queries):
    make_slot(make_clinic(latitude=37.1, longitude=127.0), "2021-08-26 09:00")
    minji.get(SEARCH, GAON)

    with django_assert_max_num_queries(3):
        minji.get(SEARCH, {**GAON, "group": "mrna"})

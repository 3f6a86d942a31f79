"""Analyst Kim looks at the figures: charts, tables, CSV, and how old they are."""

import csv
import io
import json
import re
from collections import Counter

import pytest
from django.urls import reverse

from bookings import desk, tallies
from bookings.models import Booking
from bookings.tests.builders import (
    give_dose,
    make_booking,
    make_clinic,
    make_group,
    make_person,
    make_round,
    make_slot,
    make_staff,
    seoul,
)
from clinics import fridge
from clinics.models import Region, Residents, VaccineGroup
from portal.dashboard.regions import step_over
from portal.operations.models import Pulse

pytestmark = pytest.mark.django_db
URL = reverse("dashboard")


@pytest.fixture
def kim(client, at):
    at("2021-08-30 12:00")
    kim = make_staff("kim", "Ministry analysts")
    client.force_login(kim)
    return kim


@pytest.fixture
def august(kim, at):
    """Two visits and a missed one at Gaon, one in September, and one that was cancelled."""
    at("2021-08-29 20:00")
    gaon = make_clinic()
    slot = make_slot(gaon, "2021-08-30 08:30")
    Residents.objects.create(region=gaon.district, as_of="2021-12-31", age=41, count=50)
    given, missed, cancelled, _later = (
        make_booking(make_person(name), slot) for name in ("Minji", "Jun", "Haneul", "Seo")
    )
    park = make_staff("park", "Clinic staff", gaon)
    at("2021-08-30 11:00")
    give_dose(given, park)
    desk.mark_missed(missed, park)
    desk.cancel(cancelled, park, "ill", "clinic")
    fridge.waste(gaon.lots.get(), park, 2, "broken")
    at("2021-08-30 12:00")
    tallies.refresh()


def charts(client, **query):
    return {chart.key: chart for chart in client.get(URL, query).context["charts"]}


def test_before_the_first_count_it_says_so(client, kim):
    assert "Nothing was counted so far." in client.get(URL).content.decode()


def test_every_chart_has_its_figures(client, august):
    made = charts(client)

    assert made["days"].rows == [("2021-08-29", 4)]
    assert made["hours"].rows[20] == ("20", 4)
    assert made["ages"].rows == [("1980–1984", 4.0, 2.0, 2, 1, 50)]
    assert made["provinces"].rows == [("Gasang-do", 4.0, 2.0, 2, 1, 50)]
    assert made["vaccines"].rows == [("mrna", 2)]
    assert made["visits"].rows == [("2021-08-30", 1, 1, 1)]
    assert made["places"].rows == [("2021-08-30", 3, 7)]
    assert made["waste"].rows == [("2021-08-30", 2)]
    assert made["second"].rows == []


def test_what_the_script_draws_is_what_the_table_says(client, august):
    page = client.get(URL).content.decode()

    data = page.split('<script id="visits-data" type="application/json">')[1].split("<")[0]
    assert json.loads(data) == {
        "type": "bar",
        "stacked": True,
        "unit": "visits",
        "labels": ["2021-08-30"],
        "series": [
            {"name": "vaccinated", "values": [1]},
            {"name": "missed", "values": [1]},
            {"name": "not recorded yet", "values": [1]},
        ],
    }


def test_each_table_can_be_taken_home(client, august):
    r = client.get(reverse("dashboard-table", args=["ages"]), {"campaign": "covid19"})

    assert list(csv.reader(io.StringIO(r.content.decode("utf-8-sig")))) == [
        ["born in", "per cent booked", "per cent vaccinated", "booked", "vaccinated", "residents"],
        ["1980–1984", "4.0", "2.0", "2", "1", "50"],
    ]


def test_no_name_in_a_header_is_a_formula(client, august):
    VaccineGroup.objects.update(name_en="=cmd|' /C calc'!A0")
    heads = [
        line
        for key in charts(client)
        for line in client.get(reverse("dashboard-table", args=[key])).text.splitlines()[:1]
    ]

    assert any("'=cmd" in head for head in heads)
    assert not [head for head in heads if re.search(r'(^|,)"?\ufeff?[=+@-]', head)]


@pytest.fixture
def country(kim, at):
    """Seoul with bookings of every kind in two of its districts, Busan with none, and Jeju of
    which nobody knows how many live there."""
    at("2021-08-29 20:00")
    provinces = {
        code: Region.objects.create(code=code, kind="province", name_ko=name, name_en=name)
        for code, name in [
            ("1100000000", "Seoul"), ("2600000000", "Busan"), ("5000000000", "Jeju"),
        ]
    }  # fmt: skip
    districts = [
        Region.objects.create(
            code=code, kind="district", name_ko=name, name_en=name, province=provinces[whole]
        )
        for code, name, whole in [
            ("1111000000", "Jongno-gu", "1100000000"),
            ("1114000000", "Jung-gu", "1100000000"),
            ("1117000000", "Yongsan-gu", "1100000000"),
            ("2611000000", "Jung-gu, Busan", "2600000000"),
            ("5011000000", "Jeju-si", "5000000000"),
        ]
    ]
    for district, count in zip(districts[:4], (30, 10, 0, 60), strict=True):
        Residents.objects.create(region=district, as_of="2021-12-31", age=41, count=count)
    everything = ["confirmed", "completed", "completed", "cancelled", "no_show"]
    booked = {0: everything, 1: ["completed", "no_show"], 4: ["confirmed"]}
    for number, statuses in booked.items():
        slot = make_slot(make_clinic(district=districts[number]), "2021-08-30 08:30")
        for name in statuses:
            make_booking(make_person(f"{number} {name}"), slot, name)
    at("2021-08-30 12:00")
    tallies.refresh()


def counted_slowly(place):
    """First doses booked and given by region, from the bookings one by one."""
    booked, given = Counter(), Counter()
    for booking in Booking.objects.filter(dose=1).select_related(
        "slot__clinic__district__province"
    ):
        if booking.status in ("held", "confirmed", "completed"):
            booked[place(booking.slot.clinic.district)] += 1
            given[place(booking.slot.clinic.district)] += booking.status == "completed"
    return booked, given


def test_the_map_of_the_country_says_what_a_slow_recount_finds(client, country):
    page = client.get(URL)
    (chart, *_others) = page.context["charts"]
    booked, given = counted_slowly(lambda district: district.province.name_en)
    residents = {"Seoul": 40, "Busan": 60}

    assert (booked, given) == ({"Seoul": 4, "Jeju": 1}, {"Seoul": 3, "Jeju": 0})
    assert [(row[0], *row[3:5]) for row in chart.rows] == [
        (name, booked[name], given[name]) for name in ("Seoul", "Busan", "Jeju")
    ]
    assert [row[1] for row in chart.rows[:2]] == [
        100 * booked[name] / residents[name] for name in residents
    ]
    svg = page.text.split("<svg")[1].split("</svg>")[0]
    shown = re.findall(r'<a href="\?([^"]+)"(?: class="([^"]+)")?><title>([^<]+)</title>', svg)
    assert shown == [
        ("province=1100000000", "level-2", "Seoul: per cent booked 10%"),
        ("province=2600000000", "level-0", "Busan: per cent booked 0%"),
        ("province=5000000000", "", "Jeju"),
    ]
    legend = page.text.split("<figcaption>")[1].split("</figcaption>")[0]
    assert re.findall(r'class="(level[^"]*)">([^<]+)', legend) == [
        ("level level-0", "0 to under 5"),
        ("level level-1", "5 to under 10"),
        ("level level-2", "10 to under 15"),
        ("level level-3", "15 to under 20"),
        ("level level-4", "20 to under 25"),
        ("level", "not known"),
    ]


def test_a_province_shows_its_districts_as_a_slow_recount_finds_them(client, country):
    query = {"campaign": "covid19", "province": "1100000000"}
    made = charts(client, **query)
    booked, given = counted_slowly(str)

    assert list(made) == ["districts"]
    assert made["districts"].rows == [
        (name, booked[name], given[name]) for name in ("Jongno-gu", "Jung-gu", "Yongsan-gu")
    ]
    page = client.get(URL, query).text
    rows = re.findall(r'<tr id="region-(\d+)"><th scope="row">([^<]+)', page)
    assert rows == [
        ("1111000000", "Jongno-gu"), ("1114000000", "Jung-gu"), ("1117000000", "Yongsan-gu"),
    ]  # fmt: skip
    table = client.get(reverse("dashboard-table", args=["districts"]), query)
    assert list(csv.reader(io.StringIO(table.content.decode("utf-8-sig")))) == [
        ["district", "booked", "vaccinated"],
        ["Jongno-gu", "3", "2"],
        ["Jung-gu", "1", "1"],
        ["Yongsan-gu", "0", "0"],
    ]


@pytest.mark.parametrize("province", ["", "1100000000"])
def test_the_map_asks_little(client, country, django_assert_max_num_queries, province):
    with django_assert_max_num_queries(12):
        client.get(URL, {"province": province})


def test_levels_reach_past_the_most():
    assert [step_over(most) for most in (0, 4, 5, 9, 10, 49, 50, 1_000_000)] == [
        1, 1, 2, 2, 5, 10, 20, 500_000,
    ]  # fmt: skip


def test_what_nobody_counts_any_more_says_so(client, august, at):
    assert "These figures are old" not in client.get(URL).content.decode()
    at("2021-08-30 12:11")

    assert "These figures are old" in client.get(URL).content.decode()


def test_the_page_asks_little_however_much_there_is(client, august, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(URL)


def test_what_is_not_there_is_not_found(client, august):
    assert client.get(URL, {"campaign": "none"}).status_code == 404
    assert client.get(reverse("dashboard-replay"), {"round": "none"}).status_code == 404
    assert client.get(reverse("dashboard-table", args=["none"])).status_code == 404
    for province in ("none", make_clinic().district.code):
        assert client.get(URL, {"province": province}).status_code == 404


def test_an_opening_is_shown_minute_by_minute_with_its_line_while_kept(client, kim, at):
    at("2021-08-09 20:00:30")
    round_ = make_round("2021-08-09 20:00", "2021-08-10 18:00")
    slot = make_slot(make_clinic(), "2021-08-30 08:30", group=make_group())
    for name in ("Minji", "Jun"):
        make_booking(make_person(name), slot)
    at("2021-08-09 20:02:10")
    make_booking(make_person("Haneul"), slot)
    at("2021-08-10 09:00")
    tallies.refresh()
    url = reverse("dashboard-replay")

    without = client.get(url).context["chart"]
    Pulse.objects.create(
        at=seoul("2021-08-09 20:01:05"), seconds=5, state="open", served=0, waiting=70, called=0,
        inside=30, entered=0, completed=0, errors=0, slow=0, lag=0, rate=0, throttle=1,
    )  # fmt: skip
    shown = client.get(url, {"round": round_.code}).context["chart"]

    assert without.rows[:4] == [("20:00", 2), ("20:01", 0), ("20:02", 1), ("20:03", 0)]
    assert shown.rows[:3] == [
        ("20:00", 2, None, None),
        ("20:01", 0, 70, 30),
        ("20:02", 1, None, None),
    ]
    table = client.get(url, {"round": round_.code, "csv": ""}).content.decode("utf-8-sig")
    assert table.startswith("minute,bookings,in line,inside\n20:00,2,,\n")


@pytest.mark.parametrize("role", ["Clinic staff", "Call-centre operators", "Supply managers"])
def test_other_roles_do_not_see_it(client, kim, role):
    client.force_login(make_staff("park", role, make_clinic()))

    pages = [URL, reverse("dashboard-replay"), reverse("dashboard-table", args=["days"])]
    assert [client.get(page).status_code for page in pages] == [403] * 3

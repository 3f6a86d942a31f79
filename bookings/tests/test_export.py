"""What stands in the files that the ministry takes home."""

import io
import json
import re
import zipfile

import pytest

from accounts.models import AccessRecord
from bookings import desk, sheets
from clinics import fridge
from clinics.models import Region, Residents, Vaccine
from clinics.tests.builders import make_lot

from .builders import give_dose, make_booking, make_clinic, make_person, make_slot, make_staff
from .exports import ask, content, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def lee(client, at):
    """Lee, who may see names where a reason asks for them, logged in."""
    at("2021-08-30 00:30")
    lee = make_staff("lee", "Ministry investigators")
    client.force_login(lee)
    return lee


@pytest.fixture
def gaon():
    return make_clinic("Gaon Clinic", key="7")


@pytest.fixture
def naru(gaon):
    """A clinic in another district of the same province."""
    district = Region.objects.create(
        code="9922000000", kind="district", name_ko="나루군", name_en="Naru",
        province=gaon.district.province,
    )  # fmt: skip
    return make_clinic("Naru Clinic", district=district)


def test_kim_takes_the_bookings_of_august_home(client, kim, gaon):
    make_booking(make_person(), make_slot(gaon, "2021-08-31 00:30"))
    make_booking(make_person("Jun"), make_slot(gaon, "2021-09-01 00:00"))

    (row,) = rows(ask(client))

    assert re.fullmatch("[0-9a-f]{16}", row.pop("booking"))
    assert re.fullmatch("[0-9a-f]{16}", row.pop("person"))
    assert row == {
        "vaccination day": "2021-08-31",
        "time": "00:30",
        "province code": "9900000000",
        "province": "가상도",
        "district code": "9911000000",
        "district": "가온시",
        "clinic's key": f"{gaon.source}:7",
        "clinic": "Gaon Clinic",
        "campaign": "covid19",
        "round": "round-1",
        "dose": "1",
        "vaccine group": "mrna",
        "vaccine": "",
        "status": "confirmed",
        "reason for rejection": "",
        "channel": "web",
        "born in": "1980-1984",
        "sex": "F",
        "booked": "2021-08-30 00:30",
        "last change": "2021-08-30 00:30",
    }


def test_nothing_in_it_names_anybody(client, kim, gaon):
    booking = make_booking(
        make_person("Haneul", "1966-05-17", "+821055556666"), make_slot(gaon, "2021-08-31 09:00")
    )
    secrets = ("Haneul", "1966", "05-17", "5555", booking.reference)

    for form in ("csv", "jsonl"):
        body = content(ask(client, format=form)).decode()
        assert [secret for secret in secrets if secret in body] == []


def test_a_person_has_one_number_in_all_files_of_a_moment_and_another_in_others(
    client, kim, gaon, at
):
    haneul = make_person("Haneul")
    make_booking(haneul, make_slot(gaon, "2021-08-30 00:00"), "completed")
    first = ask(client)
    (booking,), (dose,) = rows(first), rows(ask(client, kind="doses"))
    at("2021-08-30 00:31")
    (later,) = rows(ask(client, as_of="2021-08-30T00:31"))

    assert booking["person"] == dose["person"] != later["person"]


def test_lee_sees_names_and_numbers_and_both_reasons_are_kept(client, lee, gaon):
    booking = make_booking(make_person("=Haneul"), make_slot(gaon, "2021-08-31 09:00"))

    export = ask(client, named="on", reason="outbreak at Gaon")

    (row,) = rows(export)
    assert (row["reference"], row["name"]) == (booking.reference, "'=Haneul")
    assert (export.named, export.reason) == (True, "outbreak at Gaon")
    kept = AccessRecord.objects.get()
    assert (kept.staff, kept.act, kept.target_ids) == (lee, "export", [export.pk])
    assert kept.reason == f"{export.says}: outbreak at Gaon"


def test_names_in_json_are_names(client, lee, gaon):
    make_booking(make_person("=한별"), make_slot(gaon, "2021-08-31 09:00"))

    (line,) = content(ask(client, format="jsonl", named="on", reason="x")).splitlines()

    assert json.loads(line)["name"] == "=한별"


def test_a_district_leaves_the_others_out(client, kim, gaon, naru):
    make_booking(make_person("Minji"), make_slot(gaon, "2021-08-30 09:00"))
    make_booking(make_person("Jun"), make_slot(naru, "2021-08-30 09:00"))

    district = rows(ask(client, region=naru.district.code))
    province = rows(ask(client, region=naru.district.province.code))

    assert [row["clinic"] for row in district] == ["Naru Clinic"]
    assert [row["clinic"] for row in province] == ["Gaon Clinic", "Naru Clinic"]


def test_doses_tell_what_was_given_and_when(client, kim, gaon, at):
    slot = make_slot(gaon, "2021-08-30 00:00")
    given, taken_back = (make_booking(make_person(name), slot) for name in ("Minji", "Jun"))
    make_booking(make_person("Haneul"), slot, "no_show")
    pfizer = Vaccine.objects.create(
        code="pfizer", name_ko="화이자", name_en="Pfizer", group=slot.group
    )
    park = make_staff("park", "Clinic staff", gaon)
    for booking in (given, taken_back):
        at("2021-08-30 00:40")
        give_dose(booking, park, pfizer)
    at("2021-08-30 00:41")
    desk.correct(taken_back, park, "wrong row")

    (row,) = rows(ask(client, kind="doses"))

    assert (row["vaccine"], row["recorded"]) == ("pfizer", "2021-08-30 00:40")


def test_places_are_counted_with_what_is_booked_and_left(client, kim, gaon):
    slot = make_slot(gaon, "2021-08-31 09:00", capacity=3)
    make_slot(gaon, "2021-08-31 09:30", capacity=4)
    make_booking(make_person("Minji"), slot)
    make_booking(make_person("Jun"), slot, "cancelled")

    (row,) = rows(ask(client, kind="places"))

    shown = ("clinic", "vaccine group", "places", "booked", "places left")
    assert [row[name] for name in shown] == ["Gaon Clinic", "mrna", "7", "1", "6"]


def test_waste_is_what_the_ledger_says(client, kim, gaon):
    park = make_staff("park", "Clinic staff", gaon)
    lot = make_lot(gaon, "AB123")
    fridge.waste(lot, park, 3, "broken")

    (row,) = rows(ask(client, kind="waste"))

    shown = ("at", "clinic", "vaccine", "lot number", "reason", "doses")
    assert [row[name] for name in shown] == [
        "2021-08-30 00:30", "Gaon Clinic", "mrna-product", "AB123", "broken", "3",
    ]  # fmt: skip


def test_each_day_is_counted_by_what_happened_on_it(client, kim, gaon, at):
    slot = make_slot(gaon, "2021-08-30 00:00")
    minji = make_booking(make_person("Minji"), slot)
    make_booking(make_person("Jun"), slot, "cancelled")
    park = make_staff("park", "Clinic staff", gaon)
    at("2021-08-31 09:00")
    give_dose(minji, park)

    first, second = rows(ask(client, kind="counts"))

    happened = ("day", "booked", "confirmed", "cancelled", "vaccinated", "missed")
    assert [first[name] for name in happened] == ["2021-08-30", "2", "2", "1", "0", "0"]
    assert [second[name] for name in happened] == ["2021-08-31", "0", "0", "0", "1", "0"]


def test_coverage_sets_bookings_against_the_residents(client, kim, gaon):
    # At the end of June half of those aged 41 were born in 1980 and half in 1979.
    for age, count in ((41, 100), (30, 50)):
        Residents.objects.create(region=gaon.district, as_of="2021-06-30", age=age, count=count)
    make_booking(make_person(born="1980-03-09"), make_slot(gaon, "2021-08-30 09:00"))

    found = rows(ask(client, kind="coverage", first="", last=""))

    columns = ("campaign", "province", "born in", "dose", "residents", "booked", "per cent booked")
    assert [[row[name] for name in columns] for row in found] == [
        ["covid19", "가상도", "1980-1984", "1", "50", "1", "2.0"],
        ["", "가상도", "1975-1979", "", "50", "0", "0.0"],
        ["", "가상도", "1990-1994", "", "50", "0", "0.0"],
    ]


def test_access_records_are_for_whoever_may_read_them(client, at):
    at("2021-08-30 09:00")
    seo = make_staff("seo", "Privacy officers")
    client.force_login(seo)
    AccessRecord.objects.create(
        staff=seo, act="view", target_kind="accounts.person", target_ids=[1, 2], reason="=x"
    )

    (row, _own) = rows(ask(client, kind="access"))

    assert "seo" not in row.values()
    assert [row[name] for name in ("at", "act", "kind", "how many", "reason")] == [
        "2021-08-30 09:00:00", "view", "accounts.person", "2", "'=x",
    ]  # fmt: skip


def test_a_spreadsheet_says_on_its_second_sheet_what_the_columns_mean(client, kim, gaon):
    make_booking(make_person(), make_slot(make_clinic("=1+1"), "2021-08-31 09:00"))

    book = zipfile.ZipFile(io.BytesIO(content(ask(client, format="xlsx"))))

    first, second = (book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2))
    assert book.testzip() is None
    assert "<t>=1+1</t>" in first
    assert "<f>" not in first
    assert "Five years." in second
    created = book.read("docProps/core.xml").decode()
    assert created.count("2021-08-29T15:30:00Z") == 2


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+82", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", " =1", "　=1"],
)
def test_a_clinic_named_like_a_formula_stays_text(client, kim, name):
    make_booking(make_person(), make_slot(make_clinic(name), "2021-08-30 09:00"))

    assert [row["clinic"] for row in rows(ask(client))] == [f"'{name}"] == [sheets.disarmed(name)]


def test_harmless_text_stays_as_it_is(client, kim):
    make_booking(make_person(), make_slot(make_clinic("가온, \"의원\" 'A'"), "2021-08-30 09:00"))

    assert [row["clinic"] for row in rows(ask(client))] == ["가온, \"의원\" 'A'"]

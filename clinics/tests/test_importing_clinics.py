import csv

import pytest
from django.core.management import CommandError, call_command

from clinics.models import Clinic

from . import registers
from .registers import (
    BARRACKS,
    CANCELLED,
    CHANGWON,
    CLOSED,
    DENTIST,
    GAON,
    HERBS,
    JEJU,
    JONGNO,
    JONGNO_TOO,
    NARAE,
    NOWHERE,
    REGISTER,
    SUSPENDED,
    write_centres,
    write_register,
)

EVERYTHING = [GAON, NARAE, BARRACKS, DENTIST, HERBS, CLOSED, SUSPENDED, CANCELLED, NOWHERE]


@pytest.fixture
def release(regions, tmp_path, capsys):
    """Import one release of the register: its summary, its report and the clinics after it."""

    def release(*rows, write=write_register, **more):
        path = write(tmp_path / "release.csv", *rows, **more)
        report = tmp_path / "report.csv"
        call_command("import_clinics", str(path), report=str(report))
        with report.open(encoding="utf-8-sig", newline="") as file:
            remarks = [(row["key"], row["done"], row["reason"]) for row in csv.DictReader(file)]
        return capsys.readouterr().out.splitlines()[0], remarks

    return release


def test_the_summary_adds_up_and_the_report_tells_why(release):
    summary, remarks = release(*EVERYTHING)

    assert summary == "read 9, added 5, updated 0, closed 0, skipped 4, unchanged 0."
    assert remarks == [
        ("NARAE", "stored", "no position"),
        ("CLOSED", "skipped", "not in business: 폐업"),
        ("SUSPENDED", "skipped", "not in business: 휴업"),
        ("CANCELLED", "skipped", "not in business: 취소/말소/만료/정지/중지"),
        ("NOWHERE", "skipped", "no district found for the address: 모르는길 1"),
    ]


def test_a_clinic_is_cleaned(release):
    release(GAON, NARAE)

    gaon = Clinic.objects.get(key="GAON")
    assert (gaon.source, gaon.name, gaon.kind) == ("localdata", "가온병원", "병원")
    assert (gaon.address, gaon.postcode) == ("서울특별시 종로구 가상로 101 (가상동)", "03080")
    assert (gaon.phone, gaon.district.name_ko) == ("02-9000-1234", "종로구")
    narae = Clinic.objects.get(key="NARAE")
    assert (narae.district.name_ko, narae.phone) == ("창원시 의창구", "055-9000-5678")
    assert (narae.latitude, narae.postcode) == (None, "")


def test_positions_are_right_to_a_hundred_metres(release):
    # A hospital at the river in Ichon, as a register in WGS84 places it.
    release(GAON | {"좌표정보(x)": "198334.528715682", "좌표정보(y)": "446153.522154789"})

    gaon = Clinic.objects.get()
    assert (gaon.latitude, gaon.longitude) == pytest.approx((37.517618, 126.98192), abs=0.0009)


@pytest.mark.parametrize(("x", "y"), [("0", "0"), ("194777", "앞"), ("1e9", "1e9"), ("nan", "1")])
def test_a_position_outside_korea_is_no_position(release, x, y):
    _, remarks = release(GAON | {"좌표정보(x)": x, "좌표정보(y)": y})

    assert remarks == [("GAON", "stored", f"position outside Korea: {x}, {y}")]
    assert Clinic.objects.get().latitude is None


def test_only_kinds_that_vaccinate_are_bookable(release):
    release(*EVERYTHING)

    bookable = Clinic.objects.bookable().order_by("key").values_list("key", flat=True)
    assert list(bookable) == ["GAON", "NARAE"]


def test_the_same_release_again_changes_nothing(release):
    release(*EVERYTHING)
    before = list(Clinic.objects.order_by("pk").values())

    summary, _ = release(*EVERYTHING)

    assert summary == "read 9, added 0, updated 0, closed 0, skipped 4, unchanged 5."
    assert list(Clinic.objects.order_by("pk").values()) == before


def test_a_later_release_updates_closes_and_reopens(release):
    release(GAON, NARAE, HERBS)

    summary, _ = release(GAON | {"사업장명": "새가온병원"}, NARAE | {"영업상태명": "폐업"}, HERBS)
    assert summary == "read 3, added 0, updated 1, closed 1, skipped 0, unchanged 1."
    assert list(Clinic.objects.bookable().values_list("name", flat=True)) == ["새가온병원"]

    summary, _ = release(GAON | {"사업장명": "새가온병원"}, NARAE, HERBS)
    assert summary == "read 3, added 0, updated 1, closed 0, skipped 0, unchanged 2."
    assert Clinic.objects.bookable().count() == 2


def test_closing_twice_is_closing_once(release):
    release(GAON)
    release(GAON | {"영업상태명": "휴업"})

    summary, _ = release(GAON | {"영업상태명": "휴업"})

    assert summary == "read 1, added 0, updated 0, closed 0, skipped 0, unchanged 1."


def test_a_clinic_that_a_release_does_not_mention_stays_open(release):
    release(GAON, NARAE)
    release(NARAE)

    assert Clinic.objects.get(key="GAON").active


def test_what_staff_decided_stays(release):
    release(GAON)
    Clinic.objects.update(vaccinates=False, doctors=7, bookable_weekdays=[1])

    release(GAON | {"소재지전화": "02-9000-9999"})

    gaon = Clinic.objects.get()
    assert (gaon.phone, gaon.vaccinates, gaon.doctors) == ("02-9000-9999", False, 7)
    assert gaon.bookable_weekdays == [1]


def test_a_key_that_comes_twice_is_stored_once(release):
    summary, remarks = release(GAON, GAON | {"사업장명": "가온의 그림자"})

    assert summary == "read 2, added 1, updated 0, closed 0, skipped 1, unchanged 0."
    assert remarks == [("GAON", "skipped", "the key stands in an earlier row too")]
    assert Clinic.objects.get().name == "가온병원"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"사업장명": " "}, "no name"),
        ({"관리번호": ""}, "no key"),
        ({"사업장명": "가" * 201}, "longer than 200 characters: name"),
        (
            {"도로명전체주소": "서울특별시 종로구 " + "가" * 300},
            "longer than 300 characters: address",
        ),
        ({"관리번호": "9" * 41}, "longer than 40 characters: key"),
    ],
)
def test_a_row_that_cannot_be_stored_leaves_the_others_alone(release, change, reason):
    summary, remarks = release(NARAE, GAON | change)

    assert summary == "read 2, added 1, updated 0, closed 0, skipped 1, unchanged 0."
    assert [why for _, done, why in remarks if done == "skipped"] == [reason]
    assert Clinic.objects.get().key == "NARAE"


def test_names_lose_what_does_not_print(release):
    release(GAON | {"사업장명": " 가온\n병원\u200b\u202e "}, encoding="utf-8")

    assert Clinic.objects.get().name == "가온 병원"


def test_headers_of_another_release_are_known(release):
    renamed = ["개방서비스아이디" if name == "개방서비스id" else name for name in REGISTER]

    summary, _ = release(GAON, header=renamed)

    assert summary.startswith("read 1, added 1,")


def test_the_register_may_come_in_utf_8(release):
    summary, _ = release(GAON, encoding="utf-8-sig")

    assert summary.startswith("read 1, added 1,")


def test_centres_are_told_apart_and_cleaned(release):
    summary, remarks = release(JONGNO, JONGNO_TOO, CHANGWON, JEJU, write=write_centres)

    assert summary == "read 4, added 4, updated 0, closed 0, skipped 0, unchanged 0."
    rows = Clinic.objects.order_by("key").values_list(
        "name", "district__name_ko", "postcode", "phone", "vaccinates"
    )
    assert list(rows) == [
        ("가상 예방접종센터 (가온체육관)", "종로구", "03080", "02-9000-1111", True),
        ("가상 예방접종센터 (나래회관)", "종로구", "", "02-9000-1111", True),
        ("창원시 예방접종센터 (가온체육관)", "창원시 의창구", "51460", "055-900-1111", True),
        ("가상 예방접종센터 (가온체육관)", "제주시", "03080", "064-900-1111", True),
    ]
    assert remarks == [
        ("2", "stored", "postcode of the old kind: 110-744"),
        ("3", "stored", "district guessed from the city: 창원시 의창구"),
    ]


def test_two_registers_do_not_touch_each_other(release):
    release(GAON)
    release(JONGNO, write=write_centres)

    assert set(Clinic.objects.values_list("source", "key")) == {
        ("localdata", "GAON"),
        ("centres", "1"),
    }


WHOLE = registers.text(REGISTER, [GAON, NARAE])
WITHOUT_KEY = [name for name in REGISTER if name != "관리번호"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\r\n\r\n", "is empty"),
        (registers.text(REGISTER, []).encode("cp949"), "nothing below"),
        (WHOLE.encode("utf-16"), "neither UTF-8 nor CP949"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff", "neither UTF-8 nor CP949"),
        (registers.text(WITHOUT_KEY, [GAON]).encode("cp949"), "lacks the column 관리번호"),
        ("이름,전화\r\n가온,1\r\n".encode("cp949"), "neither the LOCALDATA register"),
        (WHOLE.encode("cp949")[:-400], "cut off"),
        (WHOLE[: WHOLE.rindex('"병원"')].encode("cp949"), "cut off"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(release, tmp_path, content, says):
    release(GAON)
    before = list(Clinic.objects.values())
    path = tmp_path / "broken.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=says):
        call_command("import_clinics", str(path))

    assert list(Clinic.objects.values()) == before


def test_a_file_that_is_not_there_is_told(regions, tmp_path):
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_clinics", str(tmp_path / "nothing.csv"))


@pytest.mark.django_db
def test_regions_come_first(tmp_path):
    path = write_register(tmp_path / "release.csv", GAON)

    with pytest.raises(CommandError, match="run import_regions first"):
        call_command("import_clinics", str(path))


def test_invented_hours_are_marked_and_always_the_same(release):
    release(GAON, NARAE, DENTIST)
    narae = Clinic.objects.get(key="NARAE")
    narae.hours.create(weekday=2, opens="10:00", closes="12:00")

    call_command("generate_hours", "localdata")
    gaon = Clinic.objects.get(key="GAON")
    week = list(gaon.hours.values_list("weekday", "opens", "closes"))
    gaon.hours.all().delete()
    call_command("generate_hours", "localdata")

    assert list(gaon.hours.values_list("weekday", "opens", "closes")) == week
    assert {weekday for weekday, _, _ in week} == set(gaon.bookable_weekdays)
    marked = Clinic.objects.filter(hours_generated=True).values_list("key", flat=True)
    assert list(marked) == ["GAON"]
    assert narae.hours.count() == 1

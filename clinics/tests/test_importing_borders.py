import csv

import pytest
from django.core.management import CommandError, call_command

from clinics.maps.rings import read_path
from clinics.models import Border, Region

from .borders import quantised, row_of_squares, write

pytestmark = pytest.mark.django_db

#: Two districts of Seoul and one of Gyeongsangnam-do, under the codes of Statistics Korea.
SEOUL = [("11010", "종로구"), ("11230", "강남구")]
UICHANG = ("38111", "창원시의창구")


@pytest.fixture
def load(tmp_path, capsys, regions):
    def load(content, **options):
        path = write(tmp_path / "borders.json", content)
        call_command("import_borders", str(path), report=str(tmp_path / "report.csv"), **options)
        return capsys.readouterr().out.splitlines()[0]

    return load


def remarks(tmp_path):
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


def rows():
    return list(Border.objects.order_by("region__code").values())


def test_districts_are_found_by_province_and_name(load, tmp_path):
    done = load(row_of_squares(*SEOUL, UICHANG))

    assert done == "read 3, added 3, updated 0, unchanged 0, guessed 0, skipped 0."
    assert [border.region.code for border in Border.objects.order_by("region__code")] == [
        "1111000000",
        "1168000000",
        "4812100000",
    ]
    assert remarks(tmp_path) == [("0", "4812300000", "창원시 성산구", "skipped", "no border")]


def test_a_border_lies_where_its_region_is(load):
    load(row_of_squares(*SEOUL))
    jongno, gangnam = Border.objects.order_by("region__code")

    # Six minutes east of 125.3575° at 93.7535 units of 50 to a degree, and as far again.
    assert (jongno.left, jongno.right) == (7699, 8169)
    assert (jongno.middle_x, gangnam.middle_x) == (7934, 8403)
    assert (gangnam.left, gangnam.right) == (8168, 8638)
    assert jongno.source == "통계청 SGIS"


def test_neighbours_share_a_line_and_bends_that_nobody_sees_are_left_out(load):
    load(row_of_squares(*SEOUL))

    jongno, gangnam = ({*read_path(border.near)[0]} for border in Border.objects.order_by("pk"))
    assert (len(jongno), len(gangnam)) == (4, 4)
    assert len(jongno & gangnam) == 2


def test_steps_in_whole_numbers_are_read_as_well(load):
    load(row_of_squares(*SEOUL))
    plain = rows()

    assert load(quantised(row_of_squares(*SEOUL))) == (
        "read 2, added 0, updated 0, unchanged 2, guessed 0, skipped 0."
    )
    assert rows() == plain


def test_a_second_run_changes_nothing_and_another_source_is_written_down(load):
    load(row_of_squares(*SEOUL))
    before = rows()

    assert load(row_of_squares(*SEOUL)).startswith("read 2, added 0, updated 0, unchanged 2")
    assert rows() == before
    assert load(row_of_squares(*SEOUL), source="국토지리정보원").startswith(
        "read 2, added 0, updated 2"
    )
    assert set(Border.objects.values_list("source", flat=True)) == {"국토지리정보원"}


def test_a_renamed_district_is_guessed_when_it_is_the_only_one_left(load, tmp_path):
    assert load(row_of_squares(("29010", "세종시"))) == (
        "read 1, added 1, updated 0, unchanged 0, guessed 1, skipped 0."
    )
    assert Border.objects.get().region.code == "3611000000"
    assert remarks(tmp_path) == [
        (
            "1",
            "29010",
            "세종시",
            "stored",
            "taken to be 세종특별자치시, the only one left of its province",
        )
    ]


def test_names_that_fit_no_region_are_skipped_and_told(load, tmp_path):
    done = load(row_of_squares(("11010", "한양군"), ("99010", "종로구"), ("11990", "개성시")))

    assert done == "read 3, added 0, updated 0, unchanged 0, guessed 0, skipped 3."
    assert remarks(tmp_path) == [
        ("0", "1111000000", "종로구", "skipped", "no border"),
        ("0", "1168000000", "강남구", "skipped", "no border"),
        ("1", "11010", "한양군", "skipped", "no region of this name"),
        ("2", "99010", "종로구", "skipped", "no region of this name"),
        ("3", "11990", "개성시", "skipped", "no region of this name"),
    ]


def test_provinces_have_borders_too(load):
    load(row_of_squares(("11", "서울특별시"), ("38", "경상남도")))

    assert [border.region.kind for border in Border.objects.all()] == [Region.Kind.PROVINCE] * 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "is no whole JSON file"),
        ('{"type": "Topology", "arcs": [[', "is no whole JSON file"),
        ("[1, 2]", "is JSON, but no TopoJSON."),
        ({"type": "FeatureCollection", "features": []}, "is JSON, but no TopoJSON."),
        ({"type": "Topology", "objects": {}}, "is TopoJSON that cannot be understood: KeyError"),
        ({"type": "Topology", "objects": {}, "arcs": []}, "has no polygons with names."),
        ({**row_of_squares(*SEOUL), "arcs": []}, "names lines that it does not have"),
        (row_of_squares(*SEOUL, arcs=[[[955000, 1950000], [955100, 1950000]]] * 7), "leaves Korea"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(load, content, why):
    load(row_of_squares(*SEOUL))
    before = rows()

    with pytest.raises(CommandError) as refused:
        load(content)

    assert why in str(refused.value)
    assert str(refused.value).endswith("Nothing was changed.")
    assert rows() == before


def test_a_file_that_is_not_there(regions, tmp_path):
    with pytest.raises(CommandError, match="cannot be opened: No such file or directory"):
        call_command("import_borders", str(tmp_path / "nothing.json"))


def test_regions_come_first(tmp_path):
    with pytest.raises(CommandError, match="run import_regions first"):
        call_command("import_borders", str(write(tmp_path / "borders.json", {})))

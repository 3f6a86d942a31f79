import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from clinics.models import Region, Residents

from .population import HEADER, rows, write_population

pytestmark = pytest.mark.django_db


def load(path, capsys):
    call_command("import_regions", str(path))
    return capsys.readouterr().out


def test_provinces_have_both_names(regions):
    seoul = Region.objects.get(code="1100000000")

    assert Region.objects.provinces().count() == 17
    assert (seoul.name_ko, seoul.name_en, seoul.province) == ("서울특별시", "Seoul", None)


def test_a_city_stands_above_its_districts_and_has_no_residents_of_its_own(regions):
    city = Region.objects.get(code="4812000000")
    part = Region.objects.get(code="4812100000")

    assert (city.kind, part.kind) == (Region.Kind.CITY, Region.Kind.DISTRICT)
    assert (part.name_ko, part.province.name_ko) == ("창원시 의창구", "경상남도")
    assert part.name_en == "Uichang-gu, Changwon-si"
    assert not city.residents.exists()


def test_sejong_is_its_own_only_district(regions):
    (sejong,) = Region.objects.filter(province__code="3600000000")

    assert (sejong.name_ko, sejong.name_en) == ("세종특별자치시", "Sejong")


def test_towns_and_branch_offices_are_no_districts(regions):
    assert not Region.objects.filter(code__in=["1111051500", "4110500000"]).exists()


def test_everybody_is_counted_once(regions):
    counted = Residents.objects.aggregate(Sum("count"))["count__sum"]

    assert counted == 101 * (35 + 3 + 12 + 1010 + 13)
    jeju = Residents.objects.get(region__code="5011000000", age=100)
    assert (jeju.count, jeju.as_of) == (1010, dt.date(2020, 12, 31))


def test_a_second_run_changes_nothing(tmp_path, capsys):
    path = write_population(tmp_path / "population.csv")
    once = load(path, capsys)
    ids = list(Region.objects.values_list("pk", "code"))

    assert load(path, capsys) == once == "17 provinces, 19 districts, 108,373 residents.\n"
    assert list(Region.objects.values_list("pk", "code")) == ids


def test_an_english_name_that_somebody_entered_stays(regions, tmp_path):
    Region.objects.filter(code="1111000000").update(name_en="Jongno District")

    call_command("import_regions", str(write_population(tmp_path / "again.csv")))

    assert Region.objects.get(code="1111000000").name_en == "Jongno District"


@pytest.mark.parametrize(
    ("header", "body", "says"),
    [
        (HEADER, [r for r in rows() if "1168000000" not in r[0]], "residents, the provinces"),
        (HEADER, [r for r in rows() if "2600000000" not in r[0]], "lacks the province 2600000000"),
        (HEADER[:50], [r[:50] for r in rows()], "lacks the column 2020년12월_계_47세 and 53 more"),
        (["행정구역", *HEADER[2:]], [[r[0], *r[2:]] for r in rows()], "계_총인구수"),
        (HEADER, [["서울특별시", *r[1:]] for r in rows()], "names no area"),
        (HEADER, [[r[0], "많음", *r[2:]] for r in rows()], "where a number"),
    ],
)
def test_a_file_that_does_not_add_up_changes_nothing(tmp_path, header, body, says):
    path = write_population(tmp_path / "population.csv", header=header, body=body)

    with pytest.raises(CommandError, match=says):
        call_command("import_regions", str(path))

    assert not Region.objects.exists()

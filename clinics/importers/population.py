"""Residents by age (Ministry of the Interior and Safety): districts and cohort sizes in one."""

import re
from calendar import monthrange
from datetime import date

from django.db import transaction

from clinics.models import Region, Residents
from clinics.provinces import provinces

from .files import Unreadable, columns
from .romanisation import place

AREA = re.compile(r"(?P<name>.*?)\s*\((?P<code>\d{10})\)")
MONTH = re.compile(r"(\d{4})년(\d{2})월_계_총인구수")
AGES = 101


@transaction.atomic
def load(path, header, rows):
    """Store provinces, cities, districts and the residents of every district.

    A city and its districts are both listed, and so are towns and branch offices
    without residents: only districts are counted, each person once.

    :returns: how many provinces, districts and residents there are.
    """
    as_of, ages, total = where(path, header)
    areas = {}
    for row in rows:
        found = AREA.fullmatch(row[0].strip())
        if not found:
            raise Unreadable(f"{path} names no area in {row[0]!r}.")
        if found["code"].endswith("00000") and number(path, row[total]):
            areas[found["code"]] = (" ".join(found["name"].split()), row)
    regions = store_regions(path, areas)
    districts = [region for region in regions if region.kind == Region.Kind.DISTRICT]
    residents = [
        Residents(region=district, as_of=as_of, age=age, count=number(path, row[column]))
        for district in districts
        for row in [areas[district.code][1]]
        for age, column in enumerate(ages)
    ]
    check_sums(path, areas, total, residents)
    Residents.objects.bulk_create(
        residents,
        batch_size=5000,
        update_conflicts=True,
        unique_fields=["region", "as_of", "age"],
        update_fields=["count"],
    )
    provinces_read = sum(region.kind == Region.Kind.PROVINCE for region in regions)
    return provinces_read, len(districts), sum(row.count for row in residents)


def where(path, header):
    """The month of the file and the columns of the ages and of the total."""
    months = [MONTH.fullmatch(name) for name in header]
    month = next(filter(None, months), None)
    if not month:
        raise Unreadable(f"{path} lacks the column of all residents (계_총인구수).")
    label = f"{month[1]}년{month[2]}월_계_"
    names = [f"{label}{age}세" for age in range(AGES - 1)] + [f"{label}100세 이상"]
    at = columns(path, header, ["행정구역", *names])
    year, number_of_month = int(month[1]), int(month[2])
    last_day = date(year, number_of_month, monthrange(year, number_of_month)[1])
    return last_day, [at[name] for name in names], months.index(month)


def number(path, text):
    try:
        return int(text.replace(",", ""))
    except ValueError:
        raise Unreadable(f"{path} has {text!r} where a number of residents belongs.") from None


def store_regions(path, areas):
    english = {province["code"]: province["name_en"] for province in provinces()}
    if missing := [code for code in english if code not in areas]:
        raise Unreadable(f"{path} lacks the province {', '.join(missing)}.")
    found = [
        Region(code=code, kind=Region.Kind.PROVINCE, name_ko=areas[code][0], name_en=english[code])
        for code in english
    ]
    upsert(found)
    by_code = {region.code: region for region in found}
    rest = []
    for code, (name, _) in areas.items():
        if code in by_code:
            continue
        province = by_code[code[:2] + "00000000"]
        name_ko = name.removeprefix(f"{province.name_ko} ")
        divided = any(other.startswith(f"{name} ") for other, _ in areas.values())
        city = divided and name != province.name_ko
        rest.append(
            Region(
                code=code,
                kind=Region.Kind.CITY if city else Region.Kind.DISTRICT,
                province=province,
                name_ko=name_ko,
                name_en=place(name_ko) if name != province.name_ko else province.name_en,
            )
        )
    upsert(rest)
    return found + rest


def upsert(regions):
    """An English name that somebody entered stays."""
    Region.objects.bulk_create(
        regions,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["kind", "province", "name_ko"],
    )


def check_sums(path, areas, total, residents):
    """Every person of every province stands in exactly one district."""
    counted = sum(row.count for row in residents)
    whole = sum(
        number(path, row[total]) for code, (_, row) in areas.items() if code.endswith("00000000")
    )
    if counted != whole:
        raise Unreadable(
            f"{path}: the districts have {counted:,} residents, the provinces {whole:,}."
        )

"""A fictional population file: all provinces, a few districts, one of them inside a city."""

import csv
import io

from clinics.provinces import provinces

AGES = [f"{age}세" for age in range(100)] + ["100세 이상"]
HEADER = ["행정구역", *(f"2020년12월_계_{name}" for name in ["총인구수", "연령구간인구수", *AGES])]
#: Districts, towns and a branch office, with residents of every age.
AREAS = {
    "1111000000": ("서울특별시 종로구 ", 20),
    "1111051500": ("서울특별시 종로구 가상동", 20),
    "1168000000": ("서울특별시 강남구 ", 15),
    "3611000000": ("세종특별자치시 ", 3),
    "3611025000": ("세종특별자치시  가상읍", 3),
    "4110500000": ("북부출장소 ", 0),
    "4812000000": ("경상남도 창원시 ", 12),
    "4812100000": ("경상남도 창원시 의창구 ", 10),
    "4812300000": ("경상남도 창원시 성산구 ", 2),
    "5011000000": ("제주특별자치도 제주시 ", 1010),
}
#: A province has what its districts have; those without one here have a district of their own.
EVERY_AGE = {"11": 35, "36": 3, "48": 12, "50": 1010}


def row(name, code, each):
    counts = [101 * each, 101 * each, *[each] * 101]
    return [f"{name}({code})", *(f"{count:,}" for count in counts)]


def rows():
    for province in provinces():
        code = province["code"]
        each = EVERY_AGE.get(code[:2], 1)
        yield row(f"{province['name_ko']}  ", code, each)
        if code[:2] not in EVERY_AGE:
            yield row(f"{province['name_ko']} 가상군 ", f"{code[:2]}71000000", 1)
    for code, (name, each) in AREAS.items():
        yield row(name, code, each)


def text(header=HEADER, body=None):
    lines = io.StringIO()
    out = csv.writer(lines, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    out.writerows([header, *(rows() if body is None else body)])
    return lines.getvalue()


def write_population(path, **more):
    path.write_bytes(text(**more).encode("cp949"))
    return path

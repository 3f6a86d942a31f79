"""The nationwide register of hospitals and clinics (LOCALDATA)."""

import re

from .files import columns
from .phones import phone
from .positions import wgs84
from .records import Record, tidy

SOURCE = "localdata"

RENAMED = {
    "개방서비스아이디": "개방서비스id",
    "좌표정보x(epsg5174)": "좌표정보(x)",
    "좌표정보y(epsg5174)": "좌표정보(y)",
    "전화번호": "소재지전화",
    "지번주소": "소재지전체주소",
    "도로명주소": "도로명전체주소",
}
WANTED = [
    "개방서비스id",
    "개방자치단체코드",
    "관리번호",
    "영업상태명",
    "소재지전화",
    "소재지우편번호",
    "소재지전체주소",
    "도로명전체주소",
    "도로명우편번호",
    "사업장명",
    "업태구분명",
    "좌표정보(x)",
    "좌표정보(y)",
]
#: Kinds that vaccinate the public; dental and Korean-medicine ones do not.
VACCINATING = {
    "의원", "병원", "종합병원", "상급종합병원", "요양병원", "보건소", "보건지소", "보건의료원",
}  # fmt: skip
MILITARY = re.compile(r"국군|육군|해군|공군|해병대|훈련소|기지병원")
OPEN = "영업/정상"


def read(path, header, rows, districts):
    """Yield a record for every row."""
    at = columns(path, header, WANTED, RENAMED)
    for number, row in enumerate(rows, 2):
        yield clean(number, {name: row[place] for name, place in at.items()}, districts)


def clean(number, row, districts):
    record = Record(
        row=number,
        key=row["관리번호"].strip(),
        name=tidy(row["사업장명"]),
        active=row["영업상태명"].strip() == OPEN,
        kind=tidy(row["업태구분명"]),
    )
    if not record.active:
        record.doubts.append(f"not in business: {tidy(row['영업상태명'])}")
        return record
    record.vaccinates = vaccinates(record)
    road, lot = tidy(row["도로명전체주소"]), tidy(row["소재지전체주소"])
    record.address = road or lot
    hint = row["개방자치단체코드"].strip()[:2]
    record.district, guessed = districts.find(road, lot, record.name, province=hint)
    if guessed:
        record.doubts.append(f"district guessed from the city: {record.district.name_ko}")
    record.postcode = postcode(row["도로명우편번호"]) or postcode(row["소재지우편번호"])
    locate(record, row["좌표정보(x)"].strip(), row["좌표정보(y)"].strip())
    if said := row["소재지전화"].strip(" -"):
        area = record.district.code[:2] if record.district else hint
        record.phone = phone(said, area) or ""
        if not record.phone:
            record.doubts.append(f"telephone not understood: {tidy(said)}")
    return record


def vaccinates(record):
    return record.kind.split("(")[0] in VACCINATING and not MILITARY.search(record.name)


def postcode(text):
    """Five digits, or nothing: the six digits of before 2015 find no letter box today."""
    return text.strip() if re.fullmatch(r"\d{5}", text.strip()) else ""


def locate(record, x, y):
    if not (x and y):
        record.doubts.append("no position")
        return
    try:
        position = wgs84(x, y)
    except ValueError:
        position = None
    if position:
        record.latitude, record.longitude = position
    else:
        record.doubts.append(f"position outside Korea: {x}, {y}")

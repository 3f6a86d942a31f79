"""The list of vaccination centres of 2021."""

import re

from .files import columns
from .phones import phone
from .records import Record, tidy

SOURCE = "centres"
KIND = "예방접종센터"
WANTED = [
    "center_no",
    "center_name",
    "facility_name",
    "postnumber",
    "adress",
    "adress_detail",
    "phone_number",
]


def read(path, header, rows, districts):
    """Yield a record for every row."""
    at = columns(path, header, WANTED)
    for number, row in enumerate(rows, 2):
        yield clean(number, {name: tidy(row[place]) for name, place in at.items()}, districts)


def clean(number, row, districts):
    # Some names stand for two centres: the building tells them apart.
    record = Record(
        row=number,
        key=row["center_no"],
        name=f"{row['center_name']} ({row['facility_name']})",
        kind=KIND,
        address=row["adress_detail"] or row["adress"],
    )
    record.district, guessed = districts.find(
        row["adress_detail"], row["adress"], row["center_name"], row["facility_name"]
    )
    if guessed:
        record.doubts.append(f"district guessed from the city: {record.district.name_ko}")
    record.postcode = postcode(row["postnumber"])
    if row["postnumber"] and not record.postcode:
        record.doubts.append(f"postcode of the old kind: {row['postnumber']}")
    if said := row["phone_number"]:
        record.phone = phone(said, record.district.code[:2] if record.district else "") or ""
        if not record.phone:
            record.doubts.append(f"telephone not understood: {said}")
    return record


def postcode(text):
    """Five digits; a spreadsheet clipped the leading zero of Seoul's."""
    return text.zfill(5) if re.fullmatch(r"\d{4,5}", text) else ""

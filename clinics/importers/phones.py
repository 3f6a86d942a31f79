"""Telephone numbers as people typed them into registers, brought to one shape."""

import re

import phonenumbers

AREA = {
    "11": "02", "26": "051", "27": "053", "28": "032", "29": "062", "30": "042",
    "31": "052", "36": "044", "41": "031", "42": "033", "43": "043", "44": "041",
    "45": "063", "46": "061", "47": "054", "48": "055", "50": "064",
}  # fmt: skip
AREA_CODE = re.compile(r"^(02|0[3-6]\d)")
NATIONWIDE = re.compile(r"^1[568]\d{6}$")


def phone(text, province):
    """The first number in ``text`` as ``02-123-4567``, or None where none can be understood.

    :param province: the first two digits of the region's code; a number without
        an area code is one of there.
    """
    first = re.split(r"[,/~(`]", text.replace(")", "-").strip(" -"))[0]
    # 055-364-7565-6 is 7565 to 7566.
    return whole(re.sub(r"\D", "", re.sub(r"(\d{4})-\d$", r"\1", first.strip())), province)


def whole(digits, province):
    digits = re.sub(r"^(02|0[3-6]\d)\1", r"\1", digits)
    if code := AREA_CODE.match(digits):
        without = digits[code.end() :]
        if NATIONWIDE.match(without):
            digits = without
    elif len(digits) in (7, 8) and not NATIONWIDE.match(digits) and province in AREA:
        digits = AREA[province] + digits
    if NATIONWIDE.match(digits):
        return f"{digits[:4]}-{digits[4:]}"
    try:
        number = phonenumbers.parse(digits, "KR")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)

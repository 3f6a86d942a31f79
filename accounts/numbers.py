"""Registration and phone numbers, read as people write them."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

import phonenumbers
from django.utils.translation import gettext as _

from accounts.refusals import Refused

#: What the seventh digit says of the century of birth. 5 to 8 are foreign residents.
CENTURIES = {
    "9": 1800, "0": 1800,
    "1": 1900, "2": 1900, "5": 1900, "6": 1900,
    "3": 2000, "4": 2000, "7": 2000, "8": 2000,
}  # fmt: skip


@dataclass(frozen=True)
class RegistrationNumber:
    """A resident's or foreign resident's thirteen digits and what they say.

    The last digit is not checked: since October 2020 the digits behind the sex
    are random, so a check would turn away people with a true number.

    :raises Refused: when the first seven digits give no date.
    """

    digits: str = field(repr=False)
    birth_date: date = field(init=False, repr=False)

    def __post_init__(self):
        year = CENTURIES[self.digits[6]] + int(self.digits[:2])
        try:
            born = date(year, int(self.digits[2:4]), int(self.digits[4:6]))
        except ValueError:
            raise Refused(
                _("There is no such birth date. Please check the first seven digits.")
            ) from None
        object.__setattr__(self, "birth_date", born)

    @property
    def sex(self):
        return "M" if int(self.digits[6]) % 2 else "F"

    @property
    def foreign(self):
        return self.digits[6] in "5678"


def read_digits(text, length):
    """Exactly ``length`` digits, typed with full-width digits or spaces too.

    :raises Refused: saying what is wrong with them.
    """
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    if not re.fullmatch("[0-9]*", plain):
        raise Refused(_("Please use digits only."))
    if len(plain) != length:
        raise Refused(
            _("There must be %(length)d digits here; you wrote %(written)d.")
            % {"length": length, "written": len(plain)}
        )
    return plain


def read_mobile(text):
    """A Korean mobile number as its digits, such as 01012345678.

    :raises Refused: when it is none.
    """
    refusal = Refused(_("Please write a Korean mobile number, such as 010-1234-5678."))
    plain = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"\+?[0-9()\s.‐‑–-]+", plain):
        raise refusal
    try:
        number = phonenumbers.parse(plain, "KR")
    except phonenumbers.NumberParseException:
        raise refusal from None
    # Since 2021 every Korean mobile number is 010 and eight digits.
    if number.country_code != 82 or not re.fullmatch(r"10\d{8}", str(number.national_number)):
        raise refusal
    return f"0{number.national_number}"

"""Somebody at the desk: found by the code they show, their name or the end of their phone.

Names and phones cannot be searched in the database, where nothing can read them: the day's own
are compared here. A reference is looked up among all bookings of the member's clinics.
"""

import re

from accounts.registry import plain
from bookings.models import Booking
from bookings.references import ALPHABET
from clinics.models import Clinic

from .keys import typed

REFERENCE = re.compile(f"[{ALPHABET}]{{12}}")
PHONE = re.compile(r"\d{4,15}")


def by_reference(staff, words):
    """The booking at one of this member's clinics, on whatever day, or None."""
    reference = re.sub(r"[\s-]", "", typed(words)).upper()
    if not REFERENCE.fullmatch(reference):
        return None
    return Booking.objects.filter(
        reference=reference, slot__clinic__in=Clinic.objects.staffed_by(staff)
    ).first()


def among(bookings, words):
    """Those of a day's bookings whom the words fit, the whole name before a part of one."""
    digits = re.sub(r"[\s()+-]", "", words)
    if PHONE.fullmatch(digits):
        end = digits[-8:]
        return [booking for booking in bookings if booking.person.phone.endswith(end)]
    wanted = plain(words)
    names = [(plain(booking.person.name), booking) for booking in bookings]
    same = [booking for name, booking in names if name == wanted]
    return same or [booking for name, booking in names if wanted in name]

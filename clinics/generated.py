"""Invented opening hours and doctors: no register tells them, and a rehearsal needs some.

The same clinic always gets the same. Clinics are marked, so that nobody takes
an invention for what the clinic said.
"""

from datetime import time
from zlib import crc32

from django.db import transaction

from .models import Clinic, OpeningHours

MORNINGS = [(time(9), time(13)), (time(9), time(12, 30)), (time(8, 30), time(12, 30))]
AFTERNOONS = [(time(14), time(18)), (time(13, 30), time(17, 30)), (time(14), time(18, 30))]
#: Doctors who vaccinate, at least, by kind; chance adds up to as many again.
DOCTORS = {"종합병원": 3, "상급종합병원": 4, "예방접종센터": 5, "병원": 2}


@transaction.atomic
def hours(source):
    """Give every clinic of a source that has no hours some, and doctors.

    :returns: how many clinics that were.
    """
    clinics = list(Clinic.objects.filter(source=source, active=True, vaccinates=True, hours=None))
    opening_hours = []
    for clinic in clinics:
        chance = crc32(f"{clinic.source}/{clinic.key}".encode())
        least = DOCTORS.get(clinic.kind, 1)
        clinic.doctors = least + chance % (least + 1)
        clinic.hours_generated = True
        week = list(week_of(chance))
        clinic.bookable_weekdays = sorted({weekday for weekday, _, _ in week})
        opening_hours += [
            OpeningHours(clinic=clinic, weekday=weekday, opens=opens, closes=closes)
            for weekday, opens, closes in week
        ]
    Clinic.objects.bulk_update(
        clinics, ["doctors", "hours_generated", "bookable_weekdays"], batch_size=500
    )
    OpeningHours.objects.bulk_create(opening_hours, batch_size=5000)
    return len(clinics)


def week_of(chance):
    """Monday to Friday with lunch; a Saturday morning at two clinics in three."""
    morning = MORNINGS[chance // 7 % len(MORNINGS)]
    afternoon = AFTERNOONS[chance // 21 % len(AFTERNOONS)]
    for weekday in range(1, 6):
        yield weekday, *morning
        yield weekday, *afternoon
    if chance // 63 % 3:
        yield 6, *morning

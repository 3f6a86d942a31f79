"""One half hour with all that a page says of it, in one statement."""

from django.db import connection

from accounts import rows
from accounts.prepared import execute

from .models import Clinic, DayPlaces, Region, Slot, Vaccine, VaccineGroup

SLOT = f"""
SELECT {rows.columns(Slot, "s")}, {rows.columns(DayPlaces, "p")}, {rows.columns(Clinic, "c")},
       {rows.columns(Region, "district")}, {rows.columns(Region, "province")},
       {rows.columns(VaccineGroup, "g")}, {rows.columns(Vaccine, "v")},
       s.starts_at > portal_now() AND s.taken < s.capacity AND d.taken < d."limit"
FROM clinics_slot s
JOIN clinics_dayplaces p ON p.id = s.places_id
JOIN clinics_clinicday d ON d.id = p.day_id
JOIN clinics_clinic c ON c.id = s.clinic_id
JOIN clinics_region district ON district.id = c.district_id
JOIN clinics_region province ON province.id = district.province_id
JOIN clinics_vaccinegroup g ON g.id = s.group_id
LEFT JOIN clinics_vaccine v ON v.id = g.planned_as_id
WHERE s.id = %s
"""


def look_up(pk):
    """A slot with its day, clinic, regions and vaccine group, or None."""
    with connection.cursor() as cursor:
        execute(cursor, SLOT, [pk])
        row = cursor.fetchone()
    if row is None:
        return None
    slot, row = rows.cut(Slot, row)
    slot.places, row = rows.cut(DayPlaces, row)
    slot.clinic, row = rows.cut(Clinic, row)
    slot.clinic.district, row = rows.cut(Region, row)
    slot.clinic.district.province, row = rows.cut(Region, row)
    slot.group, row = rows.cut(VaccineGroup, row)
    slot.group.planned_as, (slot.free,) = rows.cut_any(Vaccine, row)
    return slot

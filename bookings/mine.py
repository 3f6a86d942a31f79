"""A person's bookings with all that pages say of them, in one statement: whoever waits for a
confirmation asks for it again and again."""

from django.db import connection

from accounts import rows
from accounts.models import Person
from accounts.prepared import execute
from clinics.models import Clinic, DayPlaces, Slot, Vaccine, VaccineGroup

from .models import Booking, Maker, Screening

MINE = f"""
SELECT {rows.columns(Booking, "b")}, {rows.columns(Slot, "s")}, {rows.columns(DayPlaces, "p")},
       {rows.columns(Clinic, "c")}, {rows.columns(VaccineGroup, "g")},
       {rows.columns(Vaccine, "v")}, {rows.columns(Maker, "m")}, {rows.columns(Person, "proxy")},
       {rows.columns(Screening, "answers")},
       EXISTS (SELECT FROM bookings_workitem i
               WHERE i.booking_id = b.id AND i.kind = 'supply' AND i.resolved_at IS NULL)
FROM bookings_booking b
JOIN clinics_slot s ON s.id = b.slot_id
JOIN clinics_dayplaces p ON p.id = s.places_id
JOIN clinics_clinic c ON c.id = s.clinic_id
JOIN clinics_vaccinegroup g ON g.id = s.group_id
LEFT JOIN clinics_vaccine v ON v.id = b.vaccine_id
LEFT JOIN bookings_maker m ON m.booking_id = b.id
LEFT JOIN accounts_person proxy ON proxy.id = m.proxy_id
LEFT JOIN bookings_screening answers ON answers.booking_id = b.id
WHERE b.person_id = %s ORDER BY b.dose, b.id
"""


def bookings_of(person):
    """All of them, first doses first. ``short`` says that vaccine or clinic is missing, and staff
    look for another time."""
    with connection.cursor() as cursor:
        execute(cursor, MINE, [person.pk])
        found = cursor.fetchall()
    return [made(person, row) for row in found]


def made(person, row):
    booking, row = rows.cut(Booking, row)
    booking.person = person
    booking.slot, row = rows.cut(Slot, row)
    booking.slot.places, row = rows.cut(DayPlaces, row)
    booking.slot.clinic, row = rows.cut(Clinic, row)
    booking.slot.group, row = rows.cut(VaccineGroup, row)
    booking.vaccine, row = rows.cut_any(Vaccine, row)
    maker, row = rows.cut_any(Maker, row)
    proxy, row = rows.cut_any(Person, row)
    screening, (booking.short,) = rows.cut_any(Screening, row)
    if maker:
        maker.proxy = proxy
    # What the other side of such a relation holds, and that there is nothing, only its cache says.
    booking._state.fields_cache |= {"maker": maker, "screening": screening}
    return booking

"""One row for each clinic, day and vaccine group: how many places there were and are left."""

from django.utils.translation import gettext_lazy as _

from .bookings import WHERE
from .past import CODES, COUNTED, LATER, PLACE, SLOT
from .report import Column, Report

#: Days whose capacity changed since, as it was.
CAPACITY = """capacity AS MATERIALIZED (
    SELECT places_id, (array_agg(old ORDER BY id))[1] AS places
    FROM clinics_capacitychange WHERE at > %(as_of)s GROUP BY places_id)"""
TAKEN = f"""taken AS MATERIALIZED (
    SELECT s.places_id, count(*) AS booked
    FROM bookings_booking b LEFT JOIN later ON later.booking_id = b.id
    JOIN clinics_slot s ON s.id = {SLOT}
    WHERE b.held_at <= %(as_of)s AND {COUNTED} AND NOT s.leftover
      AND s.starts_at >= %(from)s AND s.starts_at < %(until)s
    GROUP BY s.places_id)"""
PLACES = "coalesce(capacity.places, d.capacity)"
BOOKED = "coalesce(taken.booked, 0)"

REPORT = Report(
    columns=[
        Column("day", _("vaccination day"), _("In Korea."), "to_char(d.date, 'YYYY-MM-DD')"),
        *WHERE[2:],
        Column("group", _("vaccine group"), _("Its code."), 'kind."group"'),
        Column(
            "places",
            _("places"),
            _("Of all half hours of the day, without leftover doses."),
            PLACES,
            number=True,
        ),
        Column("booked", _("booked"), _("Without places kept by offers."), BOOKED, number=True),
        Column("left", _("places left"), _("Places less booked."), f"{PLACES} - {BOOKED}", True),
    ],
    given=f"{LATER}, {PLACE}, {CODES}, {CAPACITY}, {TAKEN}",
    rows=f"""FROM clinics_dayplaces d
        JOIN place ON place.id = d.clinic_id
        JOIN kind ON kind.id = d.group_id
        LEFT JOIN capacity ON capacity.places_id = d.id
        LEFT JOIN taken ON taken.places_id = d.id
        WHERE d.date BETWEEN %(first)s AND %(last)s AND ({PLACES} > 0 OR {BOOKED} > 0)
        AND (%(group)s IS NULL OR d.group_id = %(group)s)
        ORDER BY d.date, d.clinic_id, d.group_id""",
    filters=("region", "group"),
)

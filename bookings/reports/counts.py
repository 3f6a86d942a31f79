"""What happened on each day, by province and dose: what is sent every midnight."""

from django.utils.translation import gettext_lazy as _

from .past import CHOSEN, LATER, PLACE, SLOT
from .report import Column, Report

#: What happened, by the status that a change led to; a hold is no change and is counted apart.
HAPPENED = """happened AS MATERIALIZED (
    SELECT id AS booking_id, (held_at AT TIME ZONE 'Asia/Seoul')::date AS day, 'held' AS what
    FROM bookings_booking
    WHERE held_at >= %(from)s AND held_at < %(until)s AND held_at <= %(as_of)s
    UNION ALL
    SELECT booking_id, (at AT TIME ZONE 'Asia/Seoul')::date,
        CASE WHEN old_status IN ('completed', 'no_show') AND new_status = 'confirmed'
             THEN 'corrected' ELSE new_status END
    FROM bookings_bookingevent
    WHERE at >= %(from)s AND at < %(until)s AND at <= %(as_of)s AND act = ''
      AND old_status NOT IN ('', new_status))"""


def count(what, title, means):
    return Column(what, title, means, f"count(*) FILTER (WHERE h.what = '{what}')", number=True)


REPORT = Report(
    columns=[
        Column(
            "day", _("day"), _("On which it happened, in Korea."), "to_char(h.day, 'YYYY-MM-DD')"
        ),
        Column("province_code", _("province code"), _("Official code."), "place.province_code"),
        Column("province", _("province"), _("Of the clinic."), "min(place.province)"),
        Column("dose", _("dose"), _("1 or 2."), "b.dose", number=True),
        count("held", _("booked"), _("Places taken, second doses by the portal itself included.")),
        count("confirmed", _("confirmed"), _("Accepted by the confirmation.")),
        count("rejected", _("not accepted"), _("Turned down by the confirmation.")),
        count("cancelled", _("cancelled"), _("By citizens, staff or the portal.")),
        count("completed", _("vaccinated"), _("Doses recorded.")),
        count("no_show", _("missed"), _("Recorded as missed.")),
        count("corrected", _("corrected"), _("Doses and missed visits taken back.")),
    ],
    given=f"{LATER}, {PLACE}, {HAPPENED}",
    rows=f"""FROM happened h
        JOIN bookings_booking b ON b.id = h.booking_id
        LEFT JOIN later ON later.booking_id = b.id
        JOIN clinics_slot s ON s.id = {SLOT}
        JOIN place ON place.id = s.clinic_id
        WHERE {CHOSEN}
        GROUP BY h.day, place.province_code, b.dose ORDER BY h.day, place.province_code, b.dose""",
)  # fmt: skip

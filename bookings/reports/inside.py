"""In which files with names somebody stands: asked of the terms of each file, kept nowhere."""

from django.db.models.expressions import RawSQL

from bookings.models import ReportExport

from . import OF_PEOPLE
from .bookings import RECORDED
from .past import SINCE, SLOT, STATUS, WITHIN

#: What a report's SQL is asked with, here of each export ``x`` and each booking ``b``.
TERMS = {
    "as_of": "x.as_of",
    "from": "(coalesce(x.first, '-infinity')::timestamp AT TIME ZONE 'Asia/Seoul')",
    "until": "((coalesce(x.last, 'infinity') + 1)::timestamp AT TIME ZONE 'Asia/Seoul')",
    "campaign": "x.campaign_id",
    "group": "x.group_id",
    "low": "b.id",
    "high": "b.id + 1",
}
INSIDE = f"""
SELECT x.id FROM bookings_reportexport x WHERE EXISTS (
    SELECT FROM bookings_booking b
    LEFT JOIN LATERAL ({SINCE % TERMS}) AS later ON true
    JOIN clinics_slot s ON s.id = {SLOT}
    JOIN clinics_clinic c ON c.id = s.clinic_id
    JOIN clinics_region d ON d.id = c.district_id
    WHERE b.person_id = %s AND {WITHIN % TERMS}
      AND (x.region_id IS NULL OR x.region_id IN (d.id, d.province_id))
      AND (x.kind <> 'doses' OR {STATUS} = 'completed' AND EXISTS ({RECORDED % TERMS})))
"""


def with_person(person):
    """The exports with names that were made and had a booking of somebody, the newest first.

    :param person: the id of an :class:`accounts.models.Person`.
    """
    named = ReportExport.objects.made().filter(named=True, kind__in=OF_PEOPLE)
    inside = named.filter(pk__in=RawSQL(INSIDE, [person]))
    return inside.select_related("asked_by", "region").order_by("-ended_at", "-pk")

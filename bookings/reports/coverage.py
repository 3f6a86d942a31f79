"""How much of each cohort has booked and was vaccinated: five years of birth in a province."""

from django.utils.translation import gettext_lazy as _

from .past import CHOSEN, LATER, PLACE, SLOT, STATUS
from .report import Column, Report

#: The newest population file of the moment, or else the first there is. It counts ages at the end
#: of a month m: of those aged a, m twelfths were born a years before its year, the others the
#: year before that.
RESIDENTS = """counted AS MATERIALIZED (
    SELECT coalesce(
        max(as_of) FILTER (WHERE as_of <= (%(as_of)s AT TIME ZONE 'Asia/Seoul')::date), min(as_of)
    ) AS day FROM clinics_residents),
residents AS MATERIALIZED (
    SELECT coalesce(d.province_id, d.id) AS province_id, born / 5 * 5 AS band,
           round(sum(r.count * share))::bigint AS people
    FROM counted JOIN clinics_residents r ON r.as_of = counted.day
    JOIN clinics_region d ON d.id = r.region_id
    CROSS JOIN LATERAL (VALUES
        (extract(year FROM r.as_of)::int - r.age, extract(month FROM r.as_of) / 12),
        (extract(year FROM r.as_of)::int - r.age - 1, 1 - extract(month FROM r.as_of) / 12)
    ) AS born_in (born, share)
    WHERE %(region)s IS NULL OR %(region)s IN (d.id, d.province_id)
    GROUP BY 1, 2)"""
BOOKED = f"""booked AS MATERIALIZED (
    SELECT b.campaign_id, place.province_id, extract(year FROM p.birth_date)::int / 5 * 5 AS band,
           b.dose, count(*) AS booked,
           count(*) FILTER (WHERE {STATUS} = 'completed') AS given
    FROM bookings_booking b LEFT JOIN later ON later.booking_id = b.id
    JOIN clinics_slot s ON s.id = {SLOT}
    JOIN place ON place.id = s.clinic_id
    JOIN accounts_person p ON p.id = b.person_id
    WHERE b.held_at <= %(as_of)s AND {STATUS} IN ('held', 'confirmed', 'completed')
      AND {CHOSEN}
    GROUP BY 1, 2, 3, 4)"""

REPORT = Report(
    columns=[
        Column("campaign", _("campaign"), _("Its code."), "c.code"),
        Column("province_code", _("province code"), _("Official code."), "province.code"),
        Column(
            "province", _("province"), _("Where people live, and where clinics are."),
            "province.name_ko",
        ),
        Column("born", _("born in"), _("Five years."), "band || '-' || band + 4"),
        Column("dose", _("dose"), _("1 or 2."), "dose", number=True),
        Column(
            "residents", _("residents"),
            _("Of the population file; ages at the end of its month, turned into years of birth."),
            "coalesce(people, 0)", number=True,
        ),
        Column(
            "booked", _("booked"),
            _("At clinics of the province: being confirmed, confirmed or vaccinated."),
            "coalesce(booked, 0)", number=True,
        ),
        Column(
            "given", _("vaccinated"), _("At clinics of the province."),
            "coalesce(given, 0)", number=True,
        ),
        Column(
            "share", _("per cent booked"),
            _("Booked per hundred residents; people may go to another province."),
            "CASE WHEN people > 0 THEN round(100.0 * coalesce(booked, 0) / people, 1) END",
            number=True,
        ),
    ],
    given=f"{LATER}, {PLACE}, {RESIDENTS}, {BOOKED}",
    rows="""FROM (residents FULL JOIN booked USING (province_id, band)) AS cell
        JOIN clinics_region province ON province.id = cell.province_id
        LEFT JOIN bookings_campaign c ON c.id = campaign_id
        ORDER BY campaign_id NULLS LAST, province.code, band, dose""",
    days=False,
    filters=("region", "campaign"),
)  # fmt: skip

"""How bookings and places stood at a moment, read from what has happened since.

Nothing is kept twice: every change of a booking's status, slot or vaccine is an event that
nobody can alter, so what a booking was is what the first event after the moment changed it
from, and where there is none it is what it is now. Times of events are those of their
statements; an export waits until all that was begun before its moment is committed
(``exports.making``). From then on the same moment always gives the same rows.
"""

#: What bookings were that changed since.
SINCE = """SELECT booking_id,
        (array_agg(old_status ORDER BY id) FILTER (WHERE old_status <> new_status))[1] AS status,
        (array_agg(old_slot_id ORDER BY id) FILTER (WHERE old_slot_id IS NOT NULL))[1] AS slot_id,
        (array_agg(coalesce(old_vaccine_id, 0) ORDER BY id) FILTER (
            WHERE old_vaccine_id IS NOT NULL OR new_vaccine_id IS NOT NULL))[1] AS vaccine_id
    FROM bookings_bookingevent WHERE at > %(as_of)s AND act IN ('', 'changed', 'vaccine')
      AND booking_id >= %(low)s AND booking_id < %(high)s
    GROUP BY booking_id"""
LATER = f"later AS MATERIALIZED ({SINCE})"

STATUS = "coalesce(later.status, b.status)"
SLOT = "coalesce(later.slot_id, b.slot_id)"
#: Zero where there was none.
VACCINE = "coalesce(later.vaccine_id, b.vaccine_id, 0)"
COUNTED = f"{STATUS} IN ('held', 'confirmed', 'completed', 'no_show')"

#: The last change of status, slot or vaccine until the moment.
CHANGED_AT = """CASE WHEN later.booking_id IS NULL THEN b.changed_at ELSE coalesce(
    (SELECT e.at FROM bookings_bookingevent e
     WHERE e.booking_id = b.id AND e.at <= %(as_of)s AND e.act IN ('', 'changed', 'vaccine')
     ORDER BY e.id DESC LIMIT 1), b.held_at) END"""

#: Clinics of the chosen region, with the names of where they are.
PLACE = """place AS MATERIALIZED (
    SELECT c.id, {free:c.source || ':' || c.key} AS key, {free:c.name} AS clinic,
           d.code AS district_code, {free:d.name_ko} AS district,
           coalesce(p.code, d.code) AS province_code,
           {free:coalesce(p.name_ko, d.name_ko)} AS province,
           coalesce(p.id, d.id) AS province_id
    FROM clinics_clinic c JOIN clinics_region d ON d.id = c.district_id
    LEFT JOIN clinics_region p ON p.id = d.province_id
    WHERE %(region)s IS NULL OR %(region)s IN (d.id, d.province_id))"""

#: Round versions and vaccines by the codes that analysts know.
CODES = """terms AS MATERIALIZED (
    SELECT v.id, {free:r.code} AS round
    FROM bookings_roundversion v JOIN bookings_round r ON r.id = v.round_id),
programme AS MATERIALIZED (
    SELECT c.id, {free:c.code} AS campaign FROM bookings_campaign c),
product AS MATERIALIZED (
    SELECT v.id, v.group_id, {free:v.code} AS vaccine FROM clinics_vaccine v),
kind AS MATERIALIZED (
    SELECT g.id, {free:g.code} AS "group" FROM clinics_vaccinegroup g)"""

#: Of the chosen campaign and vaccine.
CHOSEN = """(%(campaign)s IS NULL OR b.campaign_id = %(campaign)s)
    AND (%(group)s IS NULL OR s.group_id = %(group)s)"""
#: Made until the moment, for the chosen days.
WITHIN = f"""b.held_at <= %(as_of)s AND s.starts_at >= %(from)s AND s.starts_at < %(until)s
    AND {CHOSEN}"""

#: Bookings made until the moment for the chosen days, with where they were then. Their slots are
#: looked up one by one, as ``OFFSET 0`` has it: a part that read all slots of the country first
#: would take half as long again, and send its first row late.
BOOKED = f"""FROM bookings_booking b
LEFT JOIN later ON later.booking_id = b.id
CROSS JOIN LATERAL (
    SELECT starts_at, clinic_id, group_id FROM clinics_slot WHERE id = {SLOT} OFFSET 0) AS s
JOIN place ON place.id = s.clinic_id
JOIN accounts_person p ON p.id = b.person_id
JOIN programme ON programme.id = b.campaign_id
LEFT JOIN terms ON terms.id = b.round_version_id
JOIN kind ON kind.id = s.group_id
LEFT JOIN product ON product.id = {VACCINE}
WHERE {WITHIN} AND b.id >= %(low)s AND b.id < %(high)s"""

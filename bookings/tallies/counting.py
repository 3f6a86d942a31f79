"""Counts go from one moment to a later one: what changed between leaves its old cell and joins
its new one. Both are read from the append-only history, as exports do, so that counts kept up for
months are the same as a count of everything.
"""

from django.db import connection, transaction

from accounts.clock import PortalNow
from bookings.models import TallyState
from bookings.reports.coverage import RESIDENTS
from bookings.settling import UNSETTLED

#: One worker counts at a time.
LOCK = 8_302_115

#: The newest moment of which everything is committed, a second behind for a clock that is set.
MOMENT = f"""
SELECT portal_now() - coalesce({UNSETTLED}, interval '0') - interval '1 second'
WHERE pg_try_advisory_xact_lock({LOCK})
"""

#: How a booking stood at a moment is what the first event after it changed it from.
FIRST = """
    (array_agg(old_status ORDER BY id) FILTER (WHERE old_status <> new_status))[1] AS status,
    (array_agg(old_slot_id ORDER BY id) FILTER (WHERE old_slot_id IS NOT NULL))[1] AS slot_id
"""

#: All bookings as they stood at ``until``.
EVERYTHING = f"""
later AS MATERIALIZED (
    SELECT booking_id, {FIRST} FROM bookings_bookingevent
    WHERE at > %(until)s AND act IN ('', 'changed') GROUP BY booking_id),
touched AS (
    SELECT b.campaign_id, b.dose, b.person_id, b.held_at,
           coalesce(later.status, b.status) AS status,
           coalesce(later.slot_id, b.slot_id) AS slot_id, 1 AS n
    FROM bookings_booking b LEFT JOIN later ON later.booking_id = b.id
    WHERE b.held_at <= %(until)s)
"""

#: Those made or changed since the last count: once more as they stood then, taken away.
CHANGED = f"""
events AS MATERIALIZED (
    SELECT id, booking_id, at, old_status, new_status, old_slot_id FROM bookings_bookingevent
    WHERE at > %(since)s AND act IN ('', 'changed')),
before AS MATERIALIZED (SELECT booking_id, {FIRST} FROM events GROUP BY booking_id),
later AS MATERIALIZED (
    SELECT booking_id, {FIRST} FROM events WHERE at > %(until)s GROUP BY booking_id),
changed AS MATERIALIZED (
    SELECT booking_id AS id FROM events WHERE at <= %(until)s
    UNION
    SELECT id FROM bookings_booking WHERE held_at > %(since)s AND held_at <= %(until)s),
touched AS (
    SELECT b.campaign_id, b.dose, b.person_id, b.held_at, stood.*
    FROM changed JOIN bookings_booking b USING (id)
    LEFT JOIN before ON before.booking_id = b.id
    LEFT JOIN later ON later.booking_id = b.id
    CROSS JOIN LATERAL (
        SELECT coalesce(later.status, b.status) AS status,
               coalesce(later.slot_id, b.slot_id) AS slot_id, 1 AS n
        WHERE b.held_at <= %(until)s
        UNION ALL
        SELECT coalesce(before.status, b.status), coalesce(before.slot_id, b.slot_id), -1
        WHERE b.held_at <= %(since)s) AS stood)
"""

COUNT = """
WITH {touched}, cells AS (
    SELECT t.campaign_id, t.dose, t.status, t.n, s.group_id,
           date_trunc('minute', t.held_at) AS minute, date_trunc('hour', t.held_at) AS hour,
           (s.starts_at AT TIME ZONE 'Asia/Seoul')::date AS day,
           d.id AS district_id, coalesce(d.province_id, d.id) AS province_id,
           extract(year FROM p.birth_date)::int / 5 * 5 AS band
    FROM touched t JOIN clinics_slot s ON s.id = t.slot_id
    JOIN clinics_clinic c ON c.id = s.clinic_id
    JOIN clinics_region d ON d.id = c.district_id
    JOIN accounts_person p ON p.id = t.person_id)
INSERT INTO bookings_tally AS kept
    (part, campaign_id, dose, status, hour, day, region_id, band, group_id, count)
SELECT CASE WHEN grouping(minute) = 0 THEN 'minute' WHEN grouping(hour) = 0 THEN 'hour'
            WHEN grouping(day) = 0 THEN 'visit' WHEN grouping(band) = 0 THEN 'cohort'
            ELSE 'district' END,
       campaign_id, dose, coalesce(status, ''), coalesce(minute, hour), day,
       coalesce(district_id, province_id), band, group_id, sum(n)
FROM cells GROUP BY GROUPING SETS (
    (campaign_id, dose, minute), (campaign_id, dose, status, hour),
    (campaign_id, dose, status, day, group_id),
    (campaign_id, dose, status, province_id, band, group_id),
    (campaign_id, dose, status, district_id))
HAVING sum(n) <> 0
ON CONFLICT ON CONSTRAINT one_tally_per_kind DO UPDATE SET count = kept.count + excluded.count
"""

SUPPLIED = f"""
DELETE FROM bookings_supplied;
INSERT INTO bookings_supplied (part, region_id, day, group_id, count, taken)
SELECT 'places', coalesce(d.province_id, d.id), p.date, p.group_id, sum(p.capacity), sum(p.taken)
FROM clinics_dayplaces p JOIN clinics_clinic c ON c.id = p.clinic_id
JOIN clinics_region d ON d.id = c.district_id GROUP BY 1, 2, 3, 4;
INSERT INTO bookings_supplied (part, region_id, day, group_id, count, taken)
SELECT 'waste', coalesce(d.province_id, d.id), (e.at AT TIME ZONE 'Asia/Seoul')::date, v.group_id,
       sum(e.doses), 0
FROM clinics_stockentry e JOIN clinics_lot l ON l.id = e.lot_id
JOIN clinics_vaccine v ON v.id = l.vaccine_id JOIN clinics_clinic c ON c.id = l.clinic_id
JOIN clinics_region d ON d.id = c.district_id
WHERE e.kind = 'wasted' AND e.at <= %(as_of)s GROUP BY 1, 2, 3, 4;
WITH {RESIDENTS}
INSERT INTO bookings_supplied (part, region_id, band, count, taken)
SELECT 'residents', province_id, band, people, 0 FROM residents
"""


@transaction.atomic
def refresh():
    """Bring the counts up to now; where there are none, count everything.

    :returns: whether there was something to do, and nobody else was at it.
    """
    with connection.cursor() as cursor:
        until = moment(cursor)
        since = TallyState.objects.values_list("counted_until", flat=True).first()
        if until is None or (since and until <= since):
            return False
        source = CHANGED if since else EVERYTHING
        count(cursor, source, {"since": since, "until": until})
    return True


@transaction.atomic
def recount():
    """Count everything anew, whatever was counted before."""
    with connection.cursor() as cursor:
        if until := moment(cursor):
            cursor.execute("DELETE FROM bookings_tally")
            count(cursor, EVERYTHING, {"until": until})


def moment(cursor):
    """Until when can be counted; None while another worker does."""
    cursor.execute(MOMENT)
    found = cursor.fetchone()
    return found and found[0]


def count(cursor, source, terms):
    cursor.execute(COUNT.format(touched=source), terms)
    cursor.execute("DELETE FROM bookings_tally WHERE count = 0")
    cursor.execute(SUPPLIED, {"as_of": terms["until"], "region": None})
    state = {"counted_until": terms["until"], "refreshed_at": PortalNow()}
    TallyState.objects.update_or_create(pk=1, defaults=state, create_defaults=state)

"""Each member of staff's day, counted from the access records and held against their peers.

The rule: somebody raises an alarm who on one day saw more people than ``AccessRule.floor``
and more than ``AccessRule.factor`` times the median of their peers. Peers have the same roles
and, in clinics, work at the same kinds of clinics; where fewer than three others worked on
that day, everybody else who has the same roles; and where nobody else did, it is their own
median of the 28 days before.

Each row of an export with names counts as a person whom its asker saw on the day it was made.
"""

from datetime import datetime, time, timedelta

from django.db import connection, transaction
from django.utils.timezone import localdate, make_aware

from accounts.clock import now
from accounts.models import AccessRule
from bookings.models.exports import MADE
from bookings.reports import OF_PEOPLE

#: Peers by roles and kinds of clinics, in one text, as it stands in ``AccessDay.peers``.
COUNT = """
WITH today AS (
    SELECT staff_id, act, target_kind, target_ids FROM accounts_accessrecord
    WHERE at >= %(first)s AND at < %(last)s
), files AS (
    SELECT asked_by_id AS staff_id, sum(rows) AS people FROM bookings_reportexport
    WHERE named AND kind = ANY(%(kinds)s) AND state = ANY(%(made)s)
      AND ended_at >= %(first)s AND ended_at < %(last)s GROUP BY asked_by_id
), acts AS (  -- a file asked for before midnight is made on a day without acts
    SELECT staff_id, count(*) FILTER (WHERE act = 'view') AS views,
           count(*) FILTER (WHERE act = 'reveal') AS reveals,
           count(*) FILTER (WHERE act = 'search') AS searches,
           count(*) FILTER (WHERE act = 'export') AS exports,
           count(*) FILTER (WHERE act = 'change') AS changes
    FROM (SELECT staff_id, act FROM today UNION ALL SELECT staff_id, NULL FROM files) AS acts
    GROUP BY staff_id
), lists AS (  -- a page that is looked at all day names the same people all day
    SELECT DISTINCT staff_id, target_ids FROM today WHERE target_kind = 'accounts.person'
), seen AS (
    SELECT staff_id, count(DISTINCT who) AS people
    FROM lists, jsonb_array_elements(target_ids) AS who GROUP BY staff_id
), whose AS (
    SELECT a.staff_id, coalesce((
               SELECT string_agg(g.name, ', ' ORDER BY g.name) FROM auth_group g
               JOIN accounts_staffmember_groups m ON m.group_id = g.id
               WHERE m.staffmember_id = a.staff_id), '') AS roles,
           coalesce((
               SELECT string_agg(DISTINCT c.kind, ', ' ORDER BY c.kind) FROM clinics_clinic c
               JOIN clinics_clinic_staff s ON s.clinic_id = c.id
               WHERE s.staffmember_id = a.staff_id), '') AS kinds
    FROM acts a
), days AS (
    SELECT a.*, w.roles, w.kinds,
           least(coalesce(s.people, 0) + coalesce(f.people, 0), 2147483647)::int AS people
    FROM acts a JOIN whose w USING (staff_id)
    LEFT JOIN seen s USING (staff_id) LEFT JOIN files f USING (staff_id)
), compared AS (
    SELECT d.*, coalesce((
        SELECT CASE WHEN count(*) FILTER (WHERE p.kinds = d.kinds) >= 3
                    THEN percentile_cont(0.5) WITHIN GROUP (ORDER BY p.people)
                         FILTER (WHERE p.kinds = d.kinds)
                    ELSE percentile_cont(0.5) WITHIN GROUP (ORDER BY p.people) END
        FROM days p WHERE p.roles = d.roles AND p.staff_id <> d.staff_id), (
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY o.people) FROM accounts_accessday o
        WHERE o.staff_id = d.staff_id AND o.day < %(day)s::date AND o.day >= %(day)s::date - 28
    ), 0) AS usual
    FROM days d
)
INSERT INTO accounts_accessday
    (day, staff_id, peers, people, views, reveals, searches, exports, changes, usual, alarm)
SELECT %(day)s, staff_id, left(roles || CASE WHEN kinds <> '' THEN ' · ' || kinds ELSE '' END, 200),
       people, views, reveals, searches, exports, changes, usual,
       people > %(floor)s AND people > %(factor)s * usual
FROM compared
ON CONFLICT (day, staff_id) DO UPDATE SET
    peers = excluded.peers, people = excluded.people, views = excluded.views,
    reveals = excluded.reveals, searches = excluded.searches, exports = excluded.exports,
    changes = excluded.changes, usual = excluded.usual,
    -- What was an alarm stays one: peers who come later make nobody's morning usual.
    alarm = accounts_accessday.alarm OR excluded.alarm
"""


def start_of(day):
    """The first moment of a day in the portal's own time zone."""
    return make_aware(datetime.combine(day, time.min))


def count_days():
    """Count yesterday and today; safe to run as often as one likes. :returns: how many rows."""
    today = localdate(now())
    return count(today - timedelta(days=1)) + count(today)


@transaction.atomic
def count(day):
    rule = AccessRule.read()
    answers = {"day": day, "first": start_of(day), "last": start_of(day + timedelta(days=1))}
    answers |= {"kinds": list(OF_PEOPLE), "made": list(MADE)}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, answers | {"floor": rule.floor, "factor": rule.factor})
        return cursor.rowcount

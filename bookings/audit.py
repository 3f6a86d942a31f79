"""Prove the promises over the whole database, by counting again what triggers keep.

Each check is a query of the rows that break a promise; a sound database returns
none. They run in one snapshot, so that they hold while bookings come in.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction


@dataclass(frozen=True)
class Check:
    promise: str
    says: str
    #: Yields a text for each row that breaks the promise.
    query: str
    #: Rows that break nothing but that somebody should look at.
    legal: bool = False


COUNTED = "(status IN ('held', 'confirmed', 'completed') OR status = 'no_show' AND come_by IS NULL)"
ACTIVE = "status IN ('held', 'confirmed', 'completed')"
#: A row for each place that is taken: by a booking, or kept by an offer.
HOLDERS = f"""SELECT slot_id FROM bookings_booking WHERE {COUNTED}
    UNION ALL SELECT slot_id FROM bookings_offer WHERE state = 'open' AND keeps"""

FIRST_DOSES = """FROM bookings_booking b
            JOIN bookings_roundversion rv ON rv.id = b.round_version_id
            JOIN bookings_round r ON r.id = rv.round_id
            JOIN accounts_person p ON p.id = b.person_id
            JOIN clinics_slot s ON s.id = b.slot_id
            JOIN clinics_dayplaces d ON d.id = s.places_id
            LEFT JOIN bookings_maker m ON m.booking_id = b.id
            WHERE b.dose = 1 AND b.status <> 'rejected'"""
ADMITTED = """b.held_at >= rv.opens_at AND b.held_at < rv.closes_at
                AND round_admits(rv.birth_from, rv.birth_to, rv.birth_day_digit, p.birth_date)"""
OVERRIDDEN = "coalesce(m.override, '') <> ''"

LEFTOVERS = [
    Check(
        "P1",
        "every batch of leftover doses has a place for each that is not wasted",
        """SELECT 'batch ' || b.id FROM bookings_leftoverbatch b
            JOIN clinics_slot s ON s.id = b.slot_id
            WHERE NOT s.leftover OR s.capacity <> b.published - b.wasted""",
    ),
    Check(
        "P1",
        "of leftover doses accounted for, each was given, handed over or wasted",
        """SELECT 'batch ' || b.id FROM bookings_leftoverbatch b
            LEFT JOIN bookings_booking x ON x.slot_id = b.slot_id
            WHERE b.state = 'ended' GROUP BY b.id
            HAVING b.published <> b.wasted
                + count(x.id) FILTER (WHERE x.status IN ('confirmed', 'completed'))
            AND coalesce(max(x.changed_at), b.ended_at)
                < portal_now() - make_interval(mins => %(patience)s)""",
    ),
    Check(
        "P5",
        "no leftover doses are unaccounted for a day after their time, or with nobody expected",
        """SELECT 'batch ' || b.id FROM bookings_leftoverbatch b
            WHERE b.state <> 'ended'
              AND b.usable_until < portal_now() - make_interval(mins => %(patience)s)
              AND (b.usable_until < portal_now() - interval '1 day'
                   OR NOT EXISTS (SELECT FROM bookings_booking x WHERE x.slot_id = b.slot_id
                                  AND x.status IN ('held', 'confirmed')))""",
    ),
    Check(
        "P4",
        "every booking of a leftover dose was made while there were some, at an age for it",
        """SELECT 'booking ' || x.id FROM bookings_booking x
            JOIN clinics_slot s ON s.id = x.slot_id
            JOIN accounts_person p ON p.id = x.person_id
            LEFT JOIN bookings_leftoverbatch b ON b.slot_id = s.id
            LEFT JOIN clinics_vaccine v ON v.id = b.vaccine_id
            WHERE s.leftover <> (x.come_by IS NOT NULL) OR s.leftover AND (
                b.id IS NULL OR b.campaign_id <> x.campaign_id
                OR x.held_at < b.published_at OR x.held_at >= b.usable_until
                OR extract(year FROM age((x.held_at AT TIME ZONE 'Asia/Seoul')::date, p.birth_date))
                    NOT BETWEEN v.age_from AND v.age_to)""",
    ),
    Check(
        "P1",
        "everybody stands in their lines for leftover doses where their turn is",
        """SELECT 'turn ' || t.alert_id || ' of vaccine ' || t.vaccine_id
            FROM bookings_leftoverturn t
            JOIN bookings_leftoveralert a ON a.id = t.alert_id
            JOIN bookings_leftoverwish w ON w.id = t.wish_id
            WHERE (t.wish_id, t.clinic_id, t.place, t.turn_at)
                <> (a.wish_id, a.clinic_id, a.place, w.turn_at)""",
    ),
]

CHECKS = [
    Check(
        "P1",
        "no slot holds more counted bookings and open offers than its capacity",
        f"""SELECT 'slot ' || s.id FROM clinics_slot s JOIN ({HOLDERS}) h ON h.slot_id = s.id
            GROUP BY s.id HAVING count(*) > s.capacity""",
    ),
    Check(
        "P1",
        "no clinic sees more people on a day than its limit",
        "SELECT 'clinic day ' || id FROM clinics_clinicday WHERE taken > \"limit\"",
    ),
    Check(
        "P2",
        "nobody has two active bookings of one dose",
        f"""SELECT 'person ' || person_id || ' dose ' || dose FROM bookings_booking
            WHERE {ACTIVE} GROUP BY person_id, campaign_id, dose HAVING count(*) > 1""",
    ),
    Check(
        "P3",
        "every slot's taken equals its counted bookings and open offers",
        f"""SELECT 'slot ' || s.id FROM clinics_slot s LEFT JOIN (
                SELECT slot_id, count(*) AS n FROM ({HOLDERS}) h GROUP BY slot_id
            ) h ON h.slot_id = s.id WHERE s.taken <> coalesce(h.n, 0)""",
    ),
    Check(
        "P3",
        "every day's sums equal its slots",
        """SELECT 'places ' || p.id FROM clinics_dayplaces p LEFT JOIN (
                SELECT places_id, sum(capacity) AS capacity, sum(taken) AS taken
                FROM clinics_slot WHERE NOT leftover GROUP BY places_id
            ) s ON s.places_id = p.id
            WHERE (p.capacity, p.taken) <> (coalesce(s.capacity, 0), coalesce(s.taken, 0))""",
    ),
    Check(
        "P3",
        "every clinic day's taken equals its places",
        """SELECT 'clinic day ' || d.id FROM clinics_clinicday d LEFT JOIN (
                SELECT day_id, sum(taken) AS taken FROM clinics_dayplaces GROUP BY day_id
            ) p ON p.day_id = d.id WHERE d.taken <> coalesce(p.taken, 0)""",
    ),
    Check(
        "P3",
        "every lot's counts equal its ledger and the doses given of it, and nothing is below zero",
        """SELECT 'lot ' || l.id FROM clinics_lot l LEFT JOIN (
                SELECT lot_id, sum(doses) FILTER (WHERE kind <> 'wasted') AS received,
                       sum(doses) FILTER (WHERE kind = 'wasted') AS wasted
                FROM clinics_stockentry GROUP BY lot_id
            ) e ON e.lot_id = l.id LEFT JOIN (
                SELECT lot_id, count(*) AS given FROM bookings_doserecord GROUP BY lot_id
            ) d ON d.lot_id = l.id
            WHERE (l.received, l.wasted, l.given)
                <> (coalesce(e.received, 0), coalesce(e.wasted, 0), coalesce(d.given, 0))
               OR l.given + l.wasted > l.received OR least(l.given, l.wasted) < 0""",
    ),
    Check(
        "P4",
        "every first dose was held inside its round's window and cohort, unless overridden",
        f"""SELECT 'booking ' || b.id {FIRST_DOSES} AND NOT ({ADMITTED}) AND NOT ({OVERRIDDEN})""",
    ),
    Check(
        "P4",
        "every first dose has its round's dates and vaccines",
        f"""SELECT 'booking ' || b.id {FIRST_DOSES} AND NOT (
                r.campaign_id = b.campaign_id AND s.group_id = ANY(rv.groups)
                AND d.date BETWEEN rv.vaccinate_from AND rv.vaccinate_to)""",
    ),
    Check(
        "P4",
        "first doses held outside a round's window or cohort by permission, with a reason",
        f"""SELECT 'booking ' || b.id {FIRST_DOSES} AND NOT ({ADMITTED}) AND {OVERRIDDEN}""",
        legal=True,
    ),
    Check(
        "P5",
        "no booking has been waiting for its confirmation for longer than %(patience)s minutes",
        """SELECT 'booking ' || id FROM bookings_booking
            WHERE status = 'held'
              AND held_at < portal_now() - make_interval(mins => %(patience)s)""",
    ),
    Check(
        "P5",
        "every rejected booking says why",
        """SELECT 'booking ' || id FROM bookings_booking
            WHERE (status = 'rejected') <> (rejection <> '')""",
    ),
    Check(
        "P6",
        "every change has exactly one message, an arrival none",
        """SELECT 'change ' || e.id FROM bookings_bookingevent e
            LEFT JOIN bookings_notification n ON n.event_id = e.id
            GROUP BY e.id
            HAVING count(n.id) <> (e.act NOT IN ('arrived', 'not_arrived'))::int""",
    ),
    Check(
        "P5",
        "no offer has been open for %(patience)s minutes after its end",
        """SELECT 'offer ' || id FROM bookings_offer WHERE state = 'open'
              AND ends_at < portal_now() - make_interval(mins => %(patience)s)""",
    ),
    Check(
        "P1",
        "every accepted offer became a booking of its person and dose, and no other did",
        """SELECT 'offer ' || o.id FROM bookings_offer o
            LEFT JOIN bookings_booking b ON (b.reference, b.person_id, b.campaign_id, b.dose)
                = (o.reference, o.person_id, o.campaign_id, o.dose)
            WHERE (o.state = 'accepted') <> (b.id IS NOT NULL)""",
    ),
    *LEFTOVERS,
    Check(
        "P6",
        "every offer was told, and its end where somebody else ended it",
        """SELECT 'offer ' || o.id FROM bookings_offer o
            LEFT JOIN bookings_notification n ON n.offer_id = o.id
            GROUP BY o.id
            HAVING count(n.id) <> 1 + (o.state = 'withdrawn'
                OR o.state = 'lapsed' AND o.kind = 'waitlist')::int""",
    ),
    Check(
        "P6",
        "every message of a change is about its booking, to its person",
        """SELECT 'message ' || n.id FROM bookings_notification n
            JOIN bookings_bookingevent e ON e.id = n.event_id
            JOIN bookings_booking b ON b.id = e.booking_id
            WHERE n.booking_id IS DISTINCT FROM b.id OR n.person_id <> b.person_id""",
    ),
    Check(
        "P6",
        "no message tells of a change that never was",
        """SELECT 'message ' || id FROM bookings_notification WHERE event_id IS NULL
            AND offer_id IS NULL AND template NOT IN ('day_before', 'opening', 'waitlist_over')""",
    ),
    Check(
        "P6",
        "every message is due, delivered, resting for staff to see, or dropped",
        """SELECT 'message ' || id FROM bookings_notification
            WHERE num_nonnulls(due_at, delivered_at, rested_at, dropped_at) <> 1""",
    ),
    Check(
        "P6",
        "every booking stands where its history left it",
        """SELECT 'booking ' || b.id FROM bookings_booking b LEFT JOIN LATERAL (
                SELECT new_status FROM bookings_bookingevent e WHERE e.booking_id = b.id
                ORDER BY e.id DESC LIMIT 1
            ) e ON true WHERE b.status <> coalesce(e.new_status, 'held')""",
    ),
]


def audit(examples=5, legal=False):
    """Run every check.

    :param legal: run those instead that list what is allowed and worth a look.
    :param examples: how many breaches to name at most.
    :returns: for each check ``(check, number of breaches, the first few of them)``.
    """
    answers = {"patience": settings.CONFIRMATION_PATIENCE}
    alone = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if alone:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        findings = []
        for check in CHECKS:
            if check.legal != legal:
                continue
            cursor.execute(check.query, answers)
            breaches = [text for (text,) in cursor]
            findings.append((check, len(breaches), breaches[:examples]))
    return findings

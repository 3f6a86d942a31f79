"""What became of an afternoon of leftover doses, counted in the database."""

from bench.answering import query
from bench.search import percentile
from bench.stage import tell
from bench.waiting_for_doses import MACROS

#: Of each batch the seconds until its first offer, and until the first message of one was
#: delivered; nothing where there was none.
FIRST = """
SELECT extract(epoch FROM min(o.made_at) - b.published_at)::float,
       extract(epoch FROM min(n.delivered_at) - b.published_at)::float
FROM bookings_leftoverbatch b LEFT JOIN bookings_offer o ON o.slot_id = b.slot_id
LEFT JOIN bookings_notification n ON n.offer_id = o.id AND n.template = 'leftover'
WHERE b.id > (SELECT min(id) FROM bookings_leftoverbatch) GROUP BY b.id
"""
#: Of each offer the seconds until nobody could answer it any more, and until its dose was free.
DECIDED = """
SELECT extract(epoch FROM least(decided_at, CASE WHEN state <> 'accepted' THEN ends_at END)
               - made_at)::float,
       extract(epoch FROM coalesce(decided_at, looked.at) - made_at)::float
FROM bookings_offer, (SELECT %s AS at) AS looked
WHERE state IN ('accepted', 'declined', 'lapsed') OR state = 'open' AND ends_at < looked.at
"""
#: Of the offers, those to the quarter of the clinic's line that waited longest, and so on.
QUARTERS = """
SELECT q.quarter, count(*) FROM bookings_offer o JOIN clinics_slot s ON s.id = o.slot_id
JOIN (SELECT a.clinic_id, w.person_id,
             ntile(4) OVER (PARTITION BY a.clinic_id ORDER BY w.since) AS quarter
      FROM bookings_leftoveralert a JOIN bookings_leftoverwish w ON w.id = a.wish_id) q
    ON (q.clinic_id, q.person_id) = (s.clinic_id, o.person_id)
GROUP BY q.quarter ORDER BY q.quarter
"""
MACRO = f"SELECT coalesce(avg((person_id % {MACROS} = 0)::int), 0)::float FROM"
OFFERS = "bookings_offer"
DOSES_GIVEN = "bookings_booking WHERE status = 'completed' AND come_by IS NOT NULL"
#: As many of those who waited longest in each line as offers were made there.
FIRST_IN_LINE = """
(SELECT line.person_id FROM (
    SELECT a.clinic_id, w.person_id,
           row_number() OVER (PARTITION BY a.clinic_id ORDER BY w.since, a.id) AS nth
    FROM bookings_leftoveralert a JOIN bookings_leftoverwish w ON w.id = a.wish_id) line
JOIN (SELECT s.clinic_id, count(*) AS offers
      FROM bookings_offer o JOIN clinics_slot s ON s.id = o.slot_id GROUP BY 1) made
    USING (clinic_id) WHERE nth <= offers) AS first
"""
OVERTAKEN = """
SELECT count(*) FROM bookings_leftoverbatch b JOIN clinics_slot s ON s.id = b.slot_id
CROSS JOIN LATERAL (
    SELECT max(w.since) AS last FROM bookings_offer o JOIN bookings_leftoverwish w USING (person_id)
    WHERE o.slot_id = s.id) AS offered
WHERE EXISTS (
    SELECT FROM bookings_leftoverturn t WHERE t.clinic_id = s.clinic_id AND t.in_line
    AND t.turn_at < offered.last - interval '1 second' AND t.turn_at < b.published_at)
"""
#: What is not in one place exactly: doses promised or given twice, or gone; and offers that were
#: accepted after their end.
LOST = """
SELECT (SELECT count(*) FROM clinics_slot s WHERE s.leftover AND s.taken <> (
            SELECT count(*) FROM bookings_booking b
            WHERE b.slot_id = s.id AND b.status IN ('held', 'confirmed', 'completed'))
            + (SELECT count(*) FROM bookings_offer o WHERE o.slot_id = s.id AND o.state = 'open'
               AND o.keeps))
     + (SELECT count(*) FROM bookings_offer o LEFT JOIN bookings_booking b USING (reference)
        WHERE (o.state = 'accepted') <> (b.id IS NOT NULL))
     + (SELECT count(*) FROM bookings_offer WHERE state = 'accepted' AND decided_at > ends_at)
     + (SELECT count(*) FROM bookings_offer o WHERE NOT EXISTS (
            SELECT FROM bookings_notification n
            WHERE n.offer_id = o.id AND n.template = 'leftover'))
"""
#: Everybody who accepted comes; from which lot they are given it is no matter here.
GIVEN = """
UPDATE bookings_booking SET status = 'completed', changed_via = 'clinic'
WHERE status = 'confirmed' AND come_by IS NOT NULL RETURNING id
"""
ACCEPTED = "SELECT count(*) FROM bookings_offer WHERE state = 'accepted'"
HELD = "SELECT count(*) FROM bookings_booking WHERE status = 'held'"


def count(plan, answers, doses, looked):
    """:param doses: published.
    :param looked: until when the worker went on.
    """
    from bookings.audit import audit

    first, message = (
        sorted(seconds for seconds in column if seconds is not None)
        for column in zip(*query(FIRST), strict=True)
    )
    never_offered = plan.clinics - len(first)
    decided, free = (sorted(column) for column in zip(*query(DECIDED, looked), strict=True))
    quarters = dict(query(QUARTERS))
    offered = sum(quarters.values())
    tell(f"answers: {dict(answers.counts)}; trouble: {answers.trouble[:3]}")
    shares = {quarter: round(n / offered, 3) for quarter, n in quarters.items()}
    tell(f"offers by how long people had waited, the longest quarter first: {shares}")
    accepted, lost = query(ACCEPTED)[0][0], query(LOST)[0][0]
    overtaken = query(OVERTAKEN)[0][0]
    their_turn = query(f"{MACRO} {FIRST_IN_LINE}")[0][0] or 1 / MACROS
    tell(f"macros among those who stood first in line: {their_turn:.2%}")
    given = len(query(GIVEN))
    broken = [check.says for check, breaches, _ in audit() if breaches]
    tell(f"audit: {broken or 'sound'}")
    return {
        "clinics": plan.clinics,
        "doses": doses,
        "alert_holders": plan.people[-1],
        "offers": offered,
        "first_offer_s": round(first[-1], 2),
        "first_offer_p50_s": round(first[len(first) // 2], 2),
        "first_message_s": round(message[-1], 2),
        "first_message_p50_s": round(message[len(message) // 2], 2),
        "never_offered": never_offered,
        "never_told": plan.clinics - len(message),
        "decided_s": round(decided[-1], 2),
        "free_again_p99_s": round(percentile(free, 0.99) / 1000, 2),
        "free_again_s": round(free[-1], 2),
        "accepted": accepted,
        "given": given,
        "macro_share": round(query(f"{MACRO} {OFFERS}")[0][0] / their_turn, 2),
        "macro_doses": round(query(f"{MACRO} {DOSES_GIVEN}")[0][0] * MACROS, 2),
        "grabbed": answers.counts["grabbed"],
        "longest_waiting_share": shares.get(1),
        "overtaken": overtaken,
        "lost": lost + never_offered + len(broken) + len(answers.trouble),
    }

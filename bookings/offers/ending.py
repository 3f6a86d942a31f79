from django.db import connection, transaction

from accounts.clock import PortalNow
from bookings.models import Offer
from clinics.models.shortages import short

#: Offers in one statement at most.
BATCH = 500

#: Those whose time is over, whose person has booked otherwise, or whose place is no more. Whoever
#: is deciding at this moment has locked theirs: it is passed over, and looked at again soon.
OVER = f"""
SELECT o.id, o.entry_id, CASE
    WHEN booked.id IS NOT NULL THEN 'needless'
    WHEN o.ends_at <= portal_now() THEN 'lapsed'
    ELSE 'withdrawn' END
FROM bookings_offer o
JOIN bookings_waitlist w ON w.id = o.entry_id
JOIN clinics_slot s ON s.id = o.slot_id
JOIN clinics_dayplaces places ON places.id = s.places_id
JOIN clinics_clinic c ON c.id = s.clinic_id
LEFT JOIN bookings_booking booked ON booked.person_id = o.person_id
    AND booked.campaign_id = o.campaign_id AND booked.dose = o.dose
    AND booked.status IN ('held', 'confirmed', 'completed')
WHERE o.state = 'open' AND (
    o.ends_at <= portal_now() OR booked.id IS NOT NULL OR NOT (c.active AND c.vaccinates)
    OR EXISTS (SELECT FROM clinics_closure x
               WHERE x.date = places.date AND (x.clinic_id = c.id OR x.clinic_id IS NULL))
    OR {short("c.id", "s.group_id", "places.date")})
ORDER BY o.id LIMIT %(limit)s
FOR UPDATE OF w, o SKIP LOCKED
"""

#: The same for leftover doses: also when staff stopped them, or somebody else was the first.
LEFTOVERS_OVER = f"""
SELECT o.id, o.entry_id, CASE
    WHEN {{booked}} THEN 'needless'
    WHEN o.ends_at <= portal_now() THEN 'lapsed'
    ELSE 'withdrawn' END
FROM bookings_offer o
JOIN bookings_leftoverbatch b ON b.slot_id = o.slot_id
JOIN clinics_slot s ON s.id = o.slot_id
JOIN clinics_dayplaces places ON places.id = s.places_id
JOIN clinics_clinic c ON c.id = s.clinic_id
WHERE o.state = 'open' AND (
    o.ends_at <= portal_now() OR b.state <> 'open' OR NOT (c.active AND c.vaccinates)
    OR NOT o.keeps AND s.taken >= s.capacity OR {{booked}}
    OR EXISTS (SELECT FROM clinics_closure x
               WHERE x.date = places.date AND (x.clinic_id = c.id OR x.clinic_id IS NULL))
    OR {short("c.id", "s.group_id", "places.date")})
ORDER BY o.id LIMIT %(limit)s
FOR UPDATE OF o SKIP LOCKED
""".format(
    # An appointment to come is no reason: the dose would replace it.
    booked="""EXISTS (SELECT FROM bookings_booking x WHERE x.person_id = o.person_id
        AND x.campaign_id = o.campaign_id AND x.dose = o.dose
        AND (x.status = 'completed' OR x.status IN ('held', 'confirmed')
             AND x.come_by IS NOT NULL))"""
)

#: Who did not answer leaves the list, so that it does not wait for them again; whose place is
#: gone through no fault of theirs goes on waiting, in their place.
ENTRIES = """
UPDATE bookings_waitlist w SET
    state = CASE over.state WHEN 'lapsed' THEN 'missed' WHEN 'needless' THEN 'booked'
            ELSE 'waiting' END,
    ended_at = CASE WHEN over.state <> 'withdrawn' THEN portal_now() END
FROM unnest(%(entries)s::bigint[], %(states)s::text[]) AS over (id, state)
WHERE w.id = over.id AND w.state = 'offered'
"""

OFFERS = """
UPDATE bookings_offer o SET state = over.state, decided_at = portal_now()
FROM unnest(%(offers)s::bigint[], %(states)s::text[]) AS over (id, state)
WHERE o.id = over.id
"""

#: Whoever could still have had a leftover dose that is withdrawn waits on where they stood: not
#: those told of one together, of whom another was the first.
TURN_BACK = """
UPDATE bookings_leftoverwish w SET turn_at = w.turn_before, turn_before = NULL
FROM bookings_offer o JOIN clinics_slot s ON s.id = o.slot_id
WHERE o.id = ANY(%(offers)s) AND o.kind = 'leftover' AND o.state = 'withdrawn'
  AND (o.keeps OR s.taken < s.capacity)
  AND w.person_id = o.person_id AND w.turn_before IS NOT NULL
RETURNING w.id
"""
#: People stand in each of their lines where their turn is. A statement after it, because whoever
#: says anew where they wait may have held the lock until then: it sees their new lines.
STAND = """
UPDATE bookings_leftoverturn t SET turn_at = w.turn_at
FROM bookings_leftoverwish w JOIN bookings_leftoveralert a ON a.wish_id = w.id
WHERE w.id = ANY(%(wishes)s) AND t.alert_id = a.id
"""

TEMPLATES = ("offer", "leftover")


@transaction.atomic
def end_batch(limit=BATCH):
    """End offers that are over and give their places back.

    :returns: how many. Zero means that nothing is left but what somebody just decides.
    """
    with connection.cursor() as cursor:
        over = []
        for statement in (OVER, LEFTOVERS_OVER):
            cursor.execute(statement, {"limit": limit})
            over += cursor.fetchall()
        if not over:
            return 0
        offers, entries, states = map(list, zip(*over, strict=True))
        answers = {"offers": offers, "entries": entries, "states": states}
        cursor.execute(ENTRIES, answers)
        cursor.execute(OFFERS, answers)
        turn_back(cursor, offers)
    return len(over)


def turn_back(cursor, offers):
    """Give those their turn back whose leftover dose was withdrawn. :param offers: ids."""
    cursor.execute(TURN_BACK, {"offers": offers})
    if wishes := [wish for (wish,) in cursor]:
        cursor.execute(STAND, {"wishes": wishes})


@transaction.atomic
def withdraw(slot, **which):
    """End the open offers of a slot; whoever is accepting one at this moment is waited for.

    :param which: looks up some of them.
    """
    offers = Offer.objects.filter(slot=slot, state=Offer.State.OPEN, **which)
    locked = offers.order_by("pk").select_for_update().values_list("pk", flat=True)
    ids = list(locked)
    Offer.objects.filter(pk__in=ids).update(state=Offer.State.WITHDRAWN, decided_at=PortalNow())
    with connection.cursor() as cursor:
        turn_back(cursor, ids)


def until(notification):
    """When the offer ends that a message makes; None of a message that makes none."""
    return notification.offer.ends_at if notification.template in TEMPLATES else None


def untrue(notifications):
    """Those of these messages that tell of an offer which is over by now."""
    return [each for each in notifications if each.template in TEMPLATES and not each.offer.is_open]

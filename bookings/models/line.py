"""What the booking table does for the waiting list, whoever books."""

import pgtrigger

#: Ways by which somebody could be quicker than those who wait. The portal itself books people for
#: reasons of its own, and a clinic moves them.
QUICK = "('web', 'call', 'partner', 'clinic')"
MOVED_QUICKLY = "('web', 'call', 'partner')"

# While nobody waits anywhere, as at every opening, this is all that a booking pays.
SOMEBODY_WAITS = "EXISTS (SELECT FROM bookings_waitlist WHERE state IN ('waiting', 'offered'))"

REFUSE = """
    IF EXISTS (SELECT FROM in_line_for(NEW.slot_id)) AND NOT EXISTS (
        SELECT FROM bookings_offer WHERE reference = NEW.reference AND state = 'accepted') THEN
        RAISE EXCEPTION 'Others wait for this place'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'waiting_first';
    END IF;
"""

# A form that is sent again books nothing, and takes nobody off the list.
BOOKED = """
    UPDATE bookings_waitlist w SET state = 'booked', ended_at = portal_now()
    WHERE w.person_id = NEW.person_id AND w.campaign_id = NEW.campaign_id
      AND w.state IN ('waiting', 'offered')
      AND NOT EXISTS (SELECT FROM bookings_booking b WHERE b.person_id = NEW.person_id
                      AND b.idempotency_key = NEW.idempotency_key);
"""


def those_who_wait_come_first():
    """Before the row is written, and so before a slot is locked: entries are locked first."""
    return [
        pgtrigger.Trigger(
            name="waiting_first",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            condition=pgtrigger.Q(new__dose=1),
            func=f"""
                IF {SOMEBODY_WAITS} THEN
                    IF NEW.channel IN {QUICK} THEN {REFUSE} END IF;
                    {BOOKED}
                END IF;
                RETURN NEW;
            """,
        ),
        pgtrigger.Trigger(
            name="waiting_first_to_move",
            when=pgtrigger.Before,
            operation=pgtrigger.UpdateOf("slot_id"),
            condition=pgtrigger.Condition("NEW.dose = 1 AND OLD.slot_id <> NEW.slot_id"),
            func=f"""
                IF NEW.changed_via IN {MOVED_QUICKLY}
                    AND EXISTS (SELECT FROM in_line_for(NEW.slot_id)) THEN
                    RAISE EXCEPTION 'Others wait for this place'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'waiting_first';
                END IF;
                RETURN NEW;
            """,
        ),
    ]

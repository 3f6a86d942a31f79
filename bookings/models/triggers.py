"""What the database does by itself when a booking is written.

Statement triggers, so that a batch of five hundred costs little more than one.
Slots are locked by id before they are counted: see ``clinics.models.slots``.
"""

import pgtrigger

from accounts.triggers import never_emptied, statement

#: What uses up a place. A leftover dose whose person did not come is there
#: for somebody else; a missed place of a day that has begun is nobody's.
COUNTED = "(status IN ('held', 'confirmed', 'completed') OR status = 'no_show' AND come_by IS NULL)"

# One booking that moves is one row and two slots.
COUNT = """
    IF (SELECT count(DISTINCT slot_id) FROM ({change}) AS changed) > 1 THEN
        PERFORM 1 FROM clinics_slot WHERE id IN (
            SELECT slot_id FROM ({change}) AS changed GROUP BY slot_id HAVING sum(n) <> 0)
            ORDER BY id FOR NO KEY UPDATE;
    END IF;
    UPDATE clinics_slot s SET taken = s.taken + c.n
        FROM (SELECT slot_id, sum(n) AS n FROM ({change}) AS changed
              GROUP BY slot_id HAVING sum(n) <> 0) AS c
        WHERE s.id = c.slot_id;
"""

ADDED = f"SELECT slot_id, 1 AS n FROM added WHERE {COUNTED}"
MOVED = (
    f"SELECT slot_id, {COUNTED}::int AS n FROM after"
    f" UNION ALL SELECT slot_id, -{COUNTED}::int FROM before"
)

#: What the clinic notes of somebody who stands at its desk: history of which nobody is told.
UNTOLD = "('arrived', 'not_arrived')"

#: One message for each row of the history.
MESSAGES = """
    INSERT INTO bookings_notification
        (event_id, booking_id, person_id, template, language, dedupe_key)
    SELECT event.id, b.id, b.person_id, event.template, p.language, 'booking-event-' || event.id
    FROM event JOIN bookings_booking b ON b.id = event.booking_id
    JOIN accounts_person p ON p.id = b.person_id;
"""

TELL = (
    f"""
    WITH history AS (
        INSERT INTO bookings_bookingevent
            (booking_id, act, old_status, new_status, old_slot_id, new_slot_id,
             old_vaccine_id, new_vaccine_id, staff_id, channel, reason, key)
        SELECT id, act, old_status, status, left_slot_id,
               CASE WHEN left_slot_id IS NOT NULL THEN slot_id END,
               left_vaccine_id, CASE WHEN other_vaccine THEN vaccine_id END,
               changed_by_id, changed_via, change_reason,
               CASE WHEN left_slot_id IS NOT NULL THEN change_key END
        FROM ({{change}}) AS changed
        ORDER BY id
        RETURNING id, booking_id, coalesce(nullif(act, ''), new_status) AS template
    ), event AS (SELECT * FROM history WHERE template NOT IN {UNTOLD})
"""
    + MESSAGES
)

# A new row has changed nothing yet, unless it comes into the world confirmed.
BORN_CONFIRMED = """
    SELECT *, '' AS act, '' AS old_status, NULL::bigint AS left_slot_id,
           false AS other_vaccine, NULL::bigint AS left_vaccine_id
    FROM added WHERE status <> 'held'"""
CHANGED = """
    SELECT n.*, CASE WHEN n.status <> o.status THEN '' WHEN n.slot_id <> o.slot_id THEN 'changed'
                WHEN n.vaccine_id IS DISTINCT FROM o.vaccine_id THEN 'vaccine'
                WHEN n.arrived_at IS NULL THEN 'not_arrived' ELSE 'arrived' END AS act,
           o.status AS old_status, nullif(o.slot_id, n.slot_id) AS left_slot_id,
           n.vaccine_id IS DISTINCT FROM o.vaccine_id AS other_vaccine,
           CASE WHEN n.vaccine_id IS DISTINCT FROM o.vaccine_id THEN o.vaccine_id END
               AS left_vaccine_id
    FROM after n JOIN before o USING (id)
    WHERE n.status <> o.status OR n.slot_id <> o.slot_id
       OR n.vaccine_id IS DISTINCT FROM o.vaccine_id
       OR n.arrived_at IS DISTINCT FROM o.arrived_at"""

#: What the history is about.
IS_CHANGE = (
    "OLD.status IS DISTINCT FROM NEW.status OR OLD.slot_id IS DISTINCT FROM NEW.slot_id"
    " OR OLD.vaccine_id IS DISTINCT FROM NEW.vaccine_id"
    " OR OLD.arrived_at IS DISTINCT FROM NEW.arrived_at"
)


def said(name, column, bit):
    """Notice that a statement names a column, be it with the value that stood there before."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf(column),
        condition=pgtrigger.Condition(IS_CHANGE),
        func=f"NEW.signed := NEW.signed + {bit}; RETURN NEW;",
    )


def signed_changes():
    """Let no change stand under the name of whoever made the one before it.

    Triggers of one kind run in the order of their names: these before ``legal_change``.
    """
    return [
        said("a_staff_is_named", "changed_by_id", 1),
        said("a_channel_is_named", "changed_via", 2),
    ]


def legal_changes(changes):
    """Refuse every change of status that is not listed, every correction without a reason and
    every move of a booking that is not confirmed; a change nobody signed is the portal's own.

    An arrival comes and goes by itself, or the history could not say it beside what else changed.
    It leaves ``changed_at`` as it was: that is the last change of status, time or vaccine.
    """
    legal = ", ".join(f"('{old.value}', '{new.value}')" for old, new in changes)
    return [
        pgtrigger.Trigger(
            name="legal_change",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition(IS_CHANGE),
            func=f"""
                IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN ({legal}) THEN
                    RAISE EXCEPTION 'A booking cannot go from % to %', OLD.status, NEW.status
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_change';
                END IF;
                IF OLD.slot_id <> NEW.slot_id
                    AND (OLD.status, NEW.status) <> ('confirmed', 'confirmed') THEN
                    RAISE EXCEPTION 'Only a confirmed booking can be moved'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_change';
                END IF;
                IF OLD.arrived_at IS DISTINCT FROM NEW.arrived_at
                    AND ((OLD.status, NEW.status) <> ('confirmed', 'confirmed')
                         OR OLD.slot_id <> NEW.slot_id
                         OR OLD.vaccine_id IS DISTINCT FROM NEW.vaccine_id
                         OR OLD.arrived_at <> NEW.arrived_at) THEN
                    RAISE EXCEPTION 'An arrival is noted or taken back by itself, once confirmed'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_change';
                END IF;
                IF (NEW.signed & 1) = 0 THEN
                    NEW.changed_by_id := NULL;
                    NEW.change_reason :=
                        CASE WHEN NEW.change_reason = OLD.change_reason THEN ''
                             ELSE NEW.change_reason END;
                END IF;
                IF NEW.signed < 2 THEN
                    NEW.changed_via :=
                        CASE WHEN NEW.changed_by_id IS NULL THEN 'system' ELSE 'clinic' END;
                END IF;
                NEW.signed := 0;
                IF NEW.change_reason = '' AND (NEW.arrived_at IS NULL AND OLD.arrived_at IS NOT NULL
                    OR OLD.status NOT IN ('held', NEW.status) AND NEW.status = 'confirmed') THEN
                    RAISE EXCEPTION 'A correction needs a reason'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_change';
                END IF;
                IF OLD.arrived_at IS NOT DISTINCT FROM NEW.arrived_at THEN
                    NEW.changed_at := portal_now();
                END IF;
                RETURN NEW;
            """,
        ),
        pgtrigger.Trigger(
            name="legal_start",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition(
                "NOT (NEW.status = 'held'"
                " OR NEW.status = 'confirmed' AND NEW.first_dose_id IS NOT NULL)"
            ),
            func="""
                RAISE EXCEPTION 'A booking starts as held'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_change';
            """,
        ),
        pgtrigger.ReadOnly(
            name="whose_it_is_stays", fields=["person", "campaign", "dose", "come_by"]
        ),
    ]


def keep_the_rows():
    """What was booked stays: it is cancelled, never deleted."""
    return [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete), never_emptied()]


def asked_anew():
    """Who was asked on the eve of one day is asked again on the eve of another."""
    return pgtrigger.Trigger(
        name="asked_anew",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("slot_id"),
        condition=pgtrigger.Condition("OLD.slot_id <> NEW.slot_id"),
        func="""
            DELETE FROM bookings_screening q USING clinics_slot o, clinics_slot n
            WHERE q.booking_id = NEW.id AND o.id = OLD.slot_id AND n.id = NEW.slot_id
              AND o.places_id <> n.places_id;
            RETURN NULL;
        """,
    )


def keep_count_and_tell(changes):
    return [
        *signed_changes(),
        *legal_changes(changes),
        statement(
            "added",
            pgtrigger.Insert,
            COUNT.format(change=ADDED) + TELL.format(change=BORN_CONFIRMED),
            new="added",
        ),
        statement(
            "changed",
            pgtrigger.Update,
            COUNT.format(change=MOVED) + TELL.format(change=CHANGED),
            new="after",
            old="before",
        ),
    ]


#: A work item tells its booking's person, and the history, that staff look for a place or stop.
WORK = (
    """
    WITH event AS (
        INSERT INTO bookings_bookingevent
            (booking_id, act, old_status, new_status, staff_id, channel, reason)
        SELECT b.id, w.act, b.status, b.status, w.resolved_by_id,
               coalesce(nullif(w.channel, ''), 'system'), w.note
        FROM ({change}) AS w JOIN bookings_booking b ON b.id = w.booking_id
        ORDER BY w.id
        RETURNING id, booking_id, act AS template
    )
"""
    + MESSAGES
)


#: What the messages of a work item are called after.
ITEM = "CASE n.kind WHEN 'second_dose' THEN 'second' ELSE n.kind END"


def tell_of_work():
    return [
        statement(
            "work_begun",
            pgtrigger.Insert,
            WORK.format(change=f"SELECT n.*, {ITEM} || '_waits' AS act FROM added n"),
            new="added",
        ),
        statement(
            "work_ended",
            pgtrigger.Update,
            WORK.format(
                change=f"SELECT n.*, {ITEM} || '_closed' AS act FROM after n"
                " JOIN before o USING (id)"
                " WHERE o.resolved_at IS NULL AND n.outcome = 'closed'"
                " AND n.resolved_at IS NOT NULL"
            ),
            new="after",
            old="before",
        ),
    ]

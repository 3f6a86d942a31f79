"""What the database does by itself when a booking is written.

Statement triggers, so that a batch of five hundred costs little more than one.
Slots are locked by id before they are counted: see ``clinics.models.slots``.
"""

import pgtrigger

COUNTED = "('held', 'confirmed', 'completed', 'no_show')"

COUNT = """
    IF (SELECT count(*) FROM {rows}) > 1 THEN
        PERFORM 1 FROM clinics_slot WHERE id IN (
            SELECT slot_id FROM ({change}) AS changed GROUP BY slot_id HAVING sum(n) <> 0)
            ORDER BY id FOR NO KEY UPDATE;
    END IF;
    UPDATE clinics_slot s SET taken = s.taken + c.n
        FROM (SELECT slot_id, sum(n) AS n FROM ({change}) AS changed
              GROUP BY slot_id HAVING sum(n) <> 0) AS c
        WHERE s.id = c.slot_id;
"""

ADDED = f"SELECT slot_id, 1 AS n FROM added WHERE status IN {COUNTED}"
REMOVED = f"SELECT slot_id, -1 AS n FROM removed WHERE status IN {COUNTED}"
MOVED = (
    f"SELECT slot_id, (status IN {COUNTED})::int AS n FROM after"
    f" UNION ALL SELECT slot_id, -(status IN {COUNTED})::int FROM before"
)

TELL = """
    WITH event AS (
        INSERT INTO bookings_bookingevent (booking_id, old_status, new_status, staff_id, reason)
        SELECT id, old_status, status, changed_by_id, change_reason FROM ({change}) AS changed
        ORDER BY id
        RETURNING id, booking_id, new_status
    )
    INSERT INTO bookings_notification
        (event_id, booking_id, person_id, template, language, dedupe_key)
    SELECT event.id, b.id, b.person_id, event.new_status, p.language, 'booking-event-' || event.id
    FROM event JOIN bookings_booking b ON b.id = event.booking_id
    JOIN accounts_person p ON p.id = b.person_id;
"""

# A new row has changed nothing yet, unless it comes into the world confirmed.
BORN_CONFIRMED = "SELECT *, '' AS old_status FROM added WHERE status <> 'held'"
CHANGED = (
    "SELECT n.*, o.status AS old_status FROM after n JOIN before o USING (id)"
    " WHERE n.status <> o.status"
)


def statement(name, operation, func, **referencing):
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**referencing),
        func=func + "    RETURN NULL;",
    )


def legal_changes(changes):
    """Refuse every change of status that is not listed, and every correction without a reason."""
    legal = ", ".join(f"('{old.value}', '{new.value}')" for old, new in changes)
    return [
        pgtrigger.Trigger(
            name="legal_change",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__status__df=pgtrigger.F("new__status")),
            func=f"""
                IF (OLD.status, NEW.status) NOT IN ({legal}) THEN
                    RAISE EXCEPTION 'A booking cannot go from % to %', OLD.status, NEW.status
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_change';
                END IF;
                IF NEW.status = 'confirmed' AND OLD.status <> 'held' AND NEW.change_reason = '' THEN
                    RAISE EXCEPTION 'A correction needs a reason'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_change';
                END IF;
                NEW.changed_at := portal_now();
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
        pgtrigger.ReadOnly(name="whose_it_is_stays", fields=["person", "campaign", "dose"]),
    ]


def keep_count_and_tell(changes):
    return [
        *legal_changes(changes),
        statement(
            "added",
            pgtrigger.Insert,
            COUNT.format(change=ADDED, rows="added") + TELL.format(change=BORN_CONFIRMED),
            new="added",
        ),
        statement(
            "changed",
            pgtrigger.Update,
            COUNT.format(change=MOVED, rows="after") + TELL.format(change=CHANGED),
            new="after",
            old="before",
        ),
        statement(
            "removed",
            pgtrigger.Delete,
            COUNT.format(change=REMOVED, rows="removed"),
            old="removed",
        ),
    ]

"""Who is let in."""

from django.db import migrations

#: Who may be inside, in one call. One at a time: the count and the row it allows belong together,
#: and each statement of a function sees what was committed before it, the function's caller does not.
#:
#: Whoever is refused at a glance stands in nobody's way: a crowd that knocks at a closed gate must
#: not hold up those who were called. Everybody else is looked at once more when their turn at the
#: door has come.
OPEN_PASS = """
CREATE FUNCTION open_pass(who bigint, proof uuid, called_place bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    mine waiting_pass;
    gate waiting_gate;
    inside integer;
BEGIN
    FOR look IN 1..2 LOOP
        IF look = 2 THEN
            PERFORM pg_advisory_xact_lock(hashtext('open_pass'));
            INSERT INTO waiting_gate (id) VALUES (1) ON CONFLICT DO NOTHING;
        END IF;

        SELECT p.* INTO mine FROM waiting_pass p
        WHERE p.person_id = who AND p.ended_at IS NULL AND p.ends_at > portal_now();
        IF FOUND AND mine.verification_id = proof THEN
            RETURN 'inside';
        ELSIF FOUND THEN
            -- The newest proof of identity wins, whichever device knocks last.
            UPDATE waiting_pass p SET verification_id = proof, generation = p.generation + 1
            FROM accounts_verification old, accounts_verification new
            WHERE p.id = mine.id AND p.ended_at IS NULL AND p.verification_id = mine.verification_id
              AND old.id = mine.verification_id AND new.id = proof AND new.started_at > old.started_at;
            RETURN CASE WHEN FOUND THEN 'inside' ELSE 'elsewhere' END;
        END IF;

        SELECT g.* INTO gate FROM waiting_gate g WHERE g.id = 1;
        IF called_place IS NULL THEN
            IF gate.state <> 'open' OR gate.trouble <> '' THEN
                RETURN 'full';
            END IF;
        ELSE
            PERFORM FROM waiting_place p WHERE p.id = called_place AND p.person_id = who
                AND p.called_at IS NOT NULL AND p.entered_at IS NULL AND p.lapsed_at IS NULL;
            IF NOT FOUND THEN
                RETURN 'not called';
            END IF;
        END IF;

        SELECT count(*) INTO inside FROM waiting_pass p
        WHERE p.ended_at IS NULL AND p.ends_at > portal_now();
        IF called_place IS NULL THEN
            IF inside >= gate.target * gate.throttle
               OR EXISTS (SELECT FROM waiting_place p JOIN waiting_line l ON l.id = p.line_id
                          WHERE p.called_at IS NULL AND p.number IS NOT NULL
                            AND l.ended_at IS NULL AND l.opens_at <= portal_now()) THEN
                RETURN 'full';
            END IF;
        ELSIF gate.state = 'paused' OR gate.trouble <> '' OR inside >= gate.capacity THEN
            UPDATE waiting_place SET called_at = portal_now() WHERE id = called_place;
            RETURN 'full';
        END IF;
    END LOOP;

    IF called_place IS NOT NULL THEN
        UPDATE waiting_place SET entered_at = portal_now() WHERE id = called_place;
    END IF;
    UPDATE waiting_pass SET ended_at = portal_now(), "end" = 'time'
    WHERE person_id = who AND ended_at IS NULL AND ends_at <= portal_now();
    INSERT INTO waiting_pass (person_id, verification_id, place_id)
    VALUES (who, proof, called_place)
    ON CONFLICT DO NOTHING;
    RETURN CASE WHEN FOUND THEN 'inside' ELSE 'elsewhere' END;
END $$
"""

#: The guard's one question. A function, because its plan is then made once for a connection.
IS_INSIDE = """
CREATE FUNCTION is_inside(proof uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM waiting_pass p JOIN accounts_verification v ON v.id = p.verification_id
        WHERE p.verification_id = proof AND p.ended_at IS NULL AND p.ends_at > portal_now()
          AND v.ended_at IS NULL AND v.ends_at > portal_now()
    );
END $$
"""

functions = [
    migrations.RunSQL(OPEN_PASS, "DROP FUNCTION open_pass(bigint, uuid, bigint)"),
    migrations.RunSQL(IS_INSIDE, "DROP FUNCTION is_inside(uuid)"),
]

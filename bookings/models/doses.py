"""What the database does when a dose is given or taken back: see ``clinics.models.lots``."""

import pgtrigger

from accounts.triggers import never_emptied, statement

COUNT = """
    PERFORM 1 FROM clinics_lot WHERE id IN (SELECT lot_id FROM {rows})
        ORDER BY id FOR NO KEY UPDATE;
    UPDATE clinics_lot l SET given = l.given {sign} d.n
        FROM (SELECT lot_id, count(*) AS n FROM {rows} GROUP BY lot_id) AS d
        WHERE l.id = d.lot_id;
"""

#: What is wrong with a lot for a dose, by the constraint it breaks. The lot is locked by now, and
#: whoever recalls one locks it too.
WRONG = {
    "lot_of_the_vaccine": "l.vaccine_id IS DISTINCT FROM d.vaccine_id",
    "lot_of_the_clinic": """NOT EXISTS (
        SELECT FROM bookings_booking b JOIN clinics_slot s ON s.id = b.slot_id
        WHERE b.id = d.booking_id AND s.clinic_id = l.clinic_id)""",
    "lot_not_expired": "d.given_on > l.expires_on",
    "lot_not_recalled": """EXISTS (
        SELECT FROM clinics_lotrecall r WHERE r.vaccine_id = l.vaccine_id
        AND r.number = l.number AND r.ended_at IS NULL)""",
}


def refuse(constraint, wrong):
    return f"""
    IF EXISTS (SELECT FROM added d JOIN clinics_lot l ON l.id = d.lot_id WHERE {wrong}) THEN
        RAISE EXCEPTION 'This lot cannot be given'
            USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}';
    END IF;
"""


def count_doses():
    checks = "".join(refuse(constraint, wrong) for constraint, wrong in WRONG.items())
    return [
        statement(
            "given", pgtrigger.Insert, COUNT.format(rows="added", sign="+") + checks, new="added"
        ),
        statement(
            "taken_back", pgtrigger.Delete, COUNT.format(rows="removed", sign="-"), old="removed"
        ),
        pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),
        never_emptied(),
    ]

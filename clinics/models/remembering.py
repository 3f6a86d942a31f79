"""Triggers that write what was changed of a clinic into its history, whoever writes.

They are row triggers that look at the changed columns only: a statement that raises the count of a
slot never meets them.
"""

import pgtrigger


def remember(kind, clinic, columns, operation, condition=None):
    """A trigger that keeps what ``columns`` were and are now.

    :param kind: of ``ClinicChange.Kind``; also the trigger's name.
    :param clinic: the column that names the clinic.
    :param operation: of pgtrigger.
    """
    was = ", ".join(f"'{column}', OLD.{column}" for column in columns)
    now = ", ".join(f"'{column}', NEW.{column}" for column in columns)
    return pgtrigger.Trigger(
        name=f"remember_{kind}",
        when=pgtrigger.After,
        operation=operation,
        condition=condition,
        func=f"""
            INSERT INTO clinics_clinicchange
                (clinic_id, kind, row_id, before, after, staff_id, reason, at)
            VALUES (
                CASE TG_OP WHEN 'DELETE' THEN OLD.{clinic} ELSE NEW.{clinic} END,
                '{kind}',
                CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END,
                CASE WHEN TG_OP <> 'INSERT' THEN jsonb_build_object({was}) END,
                CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object({now}) END,
                nullif(current_setting('portal.staff', true), '')::bigint,
                coalesce(current_setting('portal.reason', true), ''),
                portal_now()
            );
            RETURN NULL;
        """,
    )


#: Of rows that come and go as well as change.
EVERY = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete

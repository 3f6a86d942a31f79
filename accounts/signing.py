"""Who changes rows whose history a trigger writes; see ``clinics.models.remembering``."""

from contextlib import contextmanager

from django.db import connection, transaction

#: Settings of a transaction, so that they end with it whatever happens.
NAMES = ("staff", "reason", "approver", "emergency")
SIGN = "SELECT " + ", ".join(f"set_config('portal.{name}', %s, true)" for name in NAMES)


@contextmanager
def signed(staff, reason="", approved_by=None, emergency=False):
    """A transaction whose changes are this member's, and why.

    :param approved_by: the second person, where two have to agree.
    :param emergency: that one acted alone where two have to agree.
    """
    approver = str(approved_by.pk) if approved_by else ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SIGN, [str(staff.pk), reason, approver, str(emergency).lower()])
        yield
        cursor.execute(SIGN, [""] * len(NAMES))

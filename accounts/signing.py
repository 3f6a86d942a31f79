"""Who changes rows whose history a trigger writes; see ``clinics.models.remembering``."""

from contextlib import contextmanager

from django.db import connection, transaction

SIGN = "SELECT set_config('portal.staff', %s, true), set_config('portal.reason', %s, true)"


@contextmanager
def signed(staff, reason=""):
    """A transaction whose changes are this member's, and why.

    Both are settings of the transaction, so that they end with it whatever happens.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SIGN, [str(staff.pk), reason])
        yield
        cursor.execute(SIGN, ["", ""])

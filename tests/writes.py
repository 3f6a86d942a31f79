from django.db import connection

#: Of log-ins, which every page writes.
OWN = ["django_session", "accounts_staffsession"]


def written(*besides):
    """How many rows this test's transaction has written, by table.

    :param besides: tables that do not matter.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname <> ALL (%s)",
            [[*OWN, *besides]],
        )
        return {table: rows for table, rows in cursor.fetchall() if rows}

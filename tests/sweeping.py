"""How the tables are emptied after a test that commits.

Django truncates them all, which makes some three hundred files anew, and then writes permissions
and roles again as after a migration: more work than most tests are. They hold a few rows each, so
these are deleted, and what only migrating writes stays.
"""

import psycopg2
from django.core.management import call_command
from django.db import connection

#: What migrating writes, beside the schema, and no test changes for good.
STAYS = ["auth_group", "auth_group_permissions", "auth_permission", "django_content_type"]


class Broom:
    """Begins with a database that was just made.

    A connection of its own knows all tables since the first sweep; a test's own would have to look
    them up each time, ten times as long as deleting takes.
    """

    def __init__(self):
        self.line = None
        tables = connection.introspection.django_table_names(only_existing=True)
        swept = sorted(set(tables).difference(STAYS))
        # Whoever still writes, a worker say, is waited for, as a truncation would.
        self.words = [
            "BEGIN",
            "SET LOCAL session_replication_role = replica",  # no trigger forbids, no key orders it
            f"LOCK TABLE {', '.join(swept)} IN ACCESS EXCLUSIVE MODE",
            *(f"DELETE FROM {table}" for table in swept),
            "COMMIT",
        ]
        self.stood = self.standing()

    def standing(self):
        counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in STAYS)
        with self.cursor() as cursor:
            cursor.execute(f"SELECT {counts}, current_setting('is_superuser')")
            return cursor.fetchone()

    def sweep(self, case):
        """:param case: the test's, which Django would have emptied otherwise."""
        connection.close()  # whatever it holds is let go of
        if self.standing() != self.stood or self.stood[-1] != "on":
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
            return
        with self.cursor() as cursor:
            cursor.execute(";".join(self.words))

    def cursor(self):
        """On a connection that works: a test may have cut all, or a sweep failed."""
        try:
            if self.line:
                with self.line.cursor() as cursor:
                    cursor.execute("SELECT")
        except psycopg2.Error:
            self.put_away()
            self.line = None
        if self.line is None:
            self.line = psycopg2.connect(**connection.get_connection_params())
            self.line.autocommit = True
        return self.line.cursor()

    def put_away(self):
        if self.line:
            self.line.close()

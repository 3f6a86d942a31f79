"""Data made once on a machine, kept as a template and copied for each run."""

import time
from contextlib import contextmanager

import psycopg2

from portal.embedded import tables

#: The bench's own clock stands at this moment when a run begins: data does not grow old.
OPENING = "2021-08-09 20:00:00+09"


class Database:
    def __init__(self, server, name):
        self.name = name
        self.server, self.url = server, f"{server.rsplit('/', 1)[0]}/{name}"

    def make_once(self, recipe, environment, prepare):
        """Make this database from a recipe, unless it is already what the recipe makes."""
        recipe = f"{recipe} {tables.migrations()}"
        if self.recipe() == recipe:
            return
        print("Preparing the data, once on this machine …", flush=True)
        started = time.monotonic()
        self.execute(f"DROP DATABASE IF EXISTS {self.name}", f"CREATE DATABASE {self.name}")
        tables.lay(self.url, environment)
        with connected(self.url) as cursor:
            set_clock(cursor)
            prepare(cursor)
            cursor.execute("VACUUM ANALYZE")
            cursor.execute(f"COMMENT ON DATABASE {self.name} IS %s", [recipe])
        print(f"… ready after {time.monotonic() - started:.0f} s", flush=True)

    def recipe(self):
        with connected(self.server) as cursor:
            cursor.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                [self.name],
            )
            return cursor.rowcount and cursor.fetchone()[0]

    def copy(self, template):
        self.execute(
            f"DROP DATABASE IF EXISTS {self.name}",
            f"CREATE DATABASE {self.name} TEMPLATE {template.name} STRATEGY file_copy",
        )
        with connected(self.url) as cursor:
            set_clock(cursor)
            cursor.execute("CHECKPOINT")

    def execute(self, *statements):
        with connected(self.server) as cursor:
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def connected(url):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def set_clock(cursor, moment=OPENING):
    """Let the portal's clock run on from a moment, at the cost of the real one."""
    cursor.execute("SELECT extract(epoch FROM now() - %s::timestamptz)", [moment])
    (behind,) = cursor.fetchone()
    cursor.execute(
        "CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz LANGUAGE sql STABLE"
        f" PARALLEL SAFE AS $$ SELECT statement_timestamp() - interval '{behind:.0f} seconds' $$"
    )

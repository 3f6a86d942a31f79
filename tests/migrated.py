"""A migrated database that every test process copies: migrating takes longer than many a test.

It is kept on its server between runs, under a name made from all that migrating reads.
"""

import os
from contextlib import closing

import psycopg2

from portal.embedded import tables
from tests import processes

#: Any number: whoever holds it makes the database, the others wait and find it made.
LOCK = 20210712


def template():
    """The name of a database in which everything is migrated."""
    name = f"migrated_{tables.digest()}"
    with closing(psycopg2.connect(url("postgres"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            if name not in finished(cursor):
                for old in [*finished(cursor), f"{name}_unfinished"]:
                    cursor.execute(f"DROP DATABASE IF EXISTS {old}")
                cursor.execute(f"CREATE DATABASE {name}_unfinished")
                tables.lay(url(f"{name}_unfinished"), os.environ)
                cursor.execute(f"ALTER DATABASE {name}_unfinished RENAME TO {name}")
    return name


def finished(cursor):
    cursor.execute(r"SELECT datname FROM pg_database WHERE datname ~ '^migrated_[0-9a-f]+$'")
    return [name for (name,) in cursor.fetchall()]


def url(database):
    return f"{processes.database_url().rsplit('/', 1)[0]}/{database}"

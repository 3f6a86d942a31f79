"""Data made once on a machine, kept as a template and copied for each run."""

import subprocess
import sys
import time
from contextlib import contextmanager
from hashlib import sha256

import psycopg2

from portal.embedded.binaries import binaries
from portal.embedded.home import ROOT, home

#: The bench's own clock stands at this moment when a run begins: data does not grow old.
OPENING = "2021-08-09 20:00:00+09"


class Database:
    def __init__(self, server, name):
        self.name = name
        self.server, self.url = server, f"{server.rsplit('/', 1)[0]}/{name}"

    def make_once(self, recipe, environment, prepare):
        """Make this database from a recipe, unless it is already what the recipe makes."""
        recipe = f"{recipe} {migrations()}"
        if self.recipe() == recipe:
            return
        print("Preparing the data, once on this machine …", flush=True)
        started = time.monotonic()
        self.execute(f"DROP DATABASE IF EXISTS {self.name}", f"CREATE DATABASE {self.name}")
        self.make_tables(environment)
        with connected(self.url) as cursor:
            set_clock(cursor)
            prepare(cursor)
            cursor.execute("VACUUM ANALYZE")
            cursor.execute(f"COMMENT ON DATABASE {self.name} IS %s", [recipe])
        print(f"… ready after {time.monotonic() - started:.0f} s", flush=True)

    def make_tables(self, environment):
        """Migrate, once for all benches of this machine: each has a server of its own, and reads
        from a file what came of it."""
        tables = home() / f"bench-tables-{digest()}.sql"
        psql = [binaries() / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", tables]
        if tables.exists():
            subprocess.run([*psql, self.url], check=True, stdout=subprocess.DEVNULL)
            return
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--skip-checks"]
        environment = {**environment, "DATABASE_URL": self.url}
        subprocess.run(migrate, env=environment, cwd=ROOT, check=True)
        unfinished = tables.with_suffix(".new")
        subprocess.run([binaries() / "pg_dump", "--file", unfinished, self.url], check=True)
        for other in home().glob("bench-tables-*.sql"):
            other.unlink()
        unfinished.rename(tables)

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


def migrations():
    """The names of all migrations: another schema needs the data anew."""
    return sorted(f"{path.parts[-3]}.{path.stem}" for path in files())


def files():
    return sorted([*ROOT.glob("*/migrations/0*.py"), *ROOT.glob("portal/*/migrations/0*.py")])


def digest():
    """Of all that migrating reads, the roles that are written after it among them."""
    read = [*files(), ROOT / "accounts" / "roles.py", ROOT / "constraints.txt"]
    return sha256(b"".join(file.read_bytes() for file in read)).hexdigest()[:16]

"""A migrated database that every test process copies: migrating takes longer than many a test.

It is kept on its server between runs, under a name made from all that migrating reads.
"""

import hashlib
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
from django.apps import apps

from tests import processes

#: Any number: whoever holds it makes the database, the others wait and find it made.
LOCK = 20210712
ROLES = processes.ROOT / "accounts" / "roles.py"


def template():
    """The name of a database in which everything is migrated."""
    name = f"migrated_{key()}"
    with closing(psycopg2.connect(url("postgres"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            if name not in finished(cursor):
                for old in [*finished(cursor), f"{name}_unfinished"]:
                    cursor.execute(f"DROP DATABASE IF EXISTS {old}")
                cursor.execute(f"CREATE DATABASE {name}_unfinished")
                migrate(f"{name}_unfinished")
                cursor.execute(f"ALTER DATABASE {name}_unfinished RENAME TO {name}")
    return name


def finished(cursor):
    cursor.execute(r"SELECT datname FROM pg_database WHERE datname ~ '^migrated_[0-9a-f]+$'")
    return [name for (name,) in cursor.fetchall()]


def migrate(database):
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--skip-checks"]
    environment = {**os.environ, "DATABASE_URL": url(database)}
    subprocess.run(command, env=environment, cwd=processes.ROOT, check=True)


def url(database):
    return f"{processes.database_url().rsplit('/', 1)[0]}/{database}"


def key():
    """A digest of the migrations of all apps, and of the roles that are written after them."""
    folders = sorted(Path(each.path) / "migrations" for each in apps.get_app_configs())
    files = [file for folder in folders for file in sorted(folder.glob("*.py"))]
    digest = hashlib.sha256()
    for file in [*files, ROLES]:
        digest.update(str(file).encode() + file.read_bytes())
    return digest.hexdigest()[:16]

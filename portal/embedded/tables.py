"""The tables of a database for tests or benches. Migrating takes longer than most of them, so it is
done once on a machine, and what it wrote is kept in a file."""

import os
import subprocess
import sys
from contextlib import closing
from hashlib import sha256

import psycopg2

from .binaries import binaries
from .home import ROOT, home


def lay(url, environment):
    """Migrate an empty database.

    :param environment: the settings under which ``manage.py`` runs, but for the database's.
    """
    kept = kept_for(url)
    if kept and kept.exists():
        run("psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", kept, url)
        return
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--skip-checks"]
    subprocess.run(migrate, env={**environment, "DATABASE_URL": url}, cwd=ROOT, check=True)
    if kept:
        unfinished = kept.with_suffix(f".{os.getpid()}")
        run("pg_dump", "--no-owner", "--file", unfinished, url)
        for older in kept.parent.glob(f"{kept.name.rpartition('-')[0]}-*"):
            if older != unfinished:
                older.unlink()
        unfinished.rename(kept)


def run(program, *words):
    subprocess.run([binaries() / program, *words], check=True, stdout=subprocess.DEVNULL)


def kept_for(url):
    """Where the tables lie for a server; nowhere if our programs are of another version than it."""
    with closing(psycopg2.connect(url)) as connection:
        server = connection.server_version // 10000
    # "pg_dump (PostgreSQL) 15.18 (Debian …)"
    said = subprocess.check_output([binaries() / "pg_dump", "--version"], text=True)
    if int(said.split()[2].partition(".")[0]) != server:
        return None
    return home() / f"tables-{server}-{digest()}.sql"


def migrations():
    """The names of all migrations of ours."""
    return sorted(f"{path.parts[-3]}.{path.stem}" for path in files("0*.py"))


def files(names):
    folders = sorted([*ROOT.glob("*/migrations"), *ROOT.glob("portal/*/migrations")])
    return [path for folder in folders for path in sorted(folder.glob(names))]


def digest():
    """Of all that migrating reads, and what is written after it."""
    after = (ROOT / "accounts" / name for name in ("guards.py", "roles.py", "tables.py"))
    read = [*files("**/*.py"), *after, ROOT / "constraints.txt"]
    return sha256(b"".join(file.read_bytes() for file in read)).hexdigest()[:16]

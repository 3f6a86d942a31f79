"""The portal's own processes, real ones, on the database and the store of the running test."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from portal.embedded import children, loopback
from portal.waiting import bulletin

ROOT = Path(__file__).resolve().parent.parent


def environment():
    """The settings under which a child process meets this test's database and store."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.CACHES["default"]["LOCATION"],
        "BROKER_URL": settings.CELERY_BROKER_URL,
        "WAITING_BULLETIN": settings.WAITING_BULLETIN,
        "EXPORTS_FOLDER": settings.EXPORTS_FOLDER,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DEBUG": "0",
        "HTTPS": "0",
        # A third of what a worker does before it is there, and this process has done it already.
        "CELERY_SKIP_CHECKS": "1",
    }


def database_url():
    database = connection.settings_dict
    user, password, host = (quote(database[key], safe="") for key in ("USER", "PASSWORD", "HOST"))
    secret = f":{password}" if password else ""
    return f"postgres://{user}{secret}@{host}:{database['PORT'] or 5432}/{database['NAME']}"


def manage(*words):
    """Run a management command in a process of its own and return what it printed."""
    command = [sys.executable, ROOT / "manage.py", *words]
    return subprocess.run(
        command, env=environment(), cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


class Process:
    """A child that a test may kill. What it says is in ``log``, as bytes."""

    def __init__(self, folder, **environment):
        self.log = Path(folder) / f"{type(self).__name__.lower()}.log"
        self.environment = environment
        self.begun = 0  # how long the log was when it was started last
        self.child = None

    @property
    def running(self):
        return self.child is not None and self.child.poll() is None

    def start(self):
        self.spawn()
        return self.ready()

    def spawn(self):
        """Start it and do not wait: several come up at once, from this one thread, since a child
        dies with the thread that made it."""
        with self.log.open("ab") as log:
            self.begun = log.tell()
            self.child = children.spawn(
                [sys.executable, "-m", *self.words()],
                env=environment() | self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def ready(self):
        name = type(self).__name__
        loopback.await_answer(self.child, self.answers, name=name, log=self.log)
        return self

    def stop(self):
        children.end(self.child)

    def kill(self):
        """SIGKILL, to it and to its children, as the kernel does when memory runs out."""
        children.kill(self.child)


class Portal(Process):
    """The web server as it runs in production: granian with two workers."""

    def __init__(self, folder, workers=2, **environment):
        super().__init__(folder, **environment)
        self.workers = workers
        self.port = loopback.free_port()
        self.url = f"http://{loopback.ADDRESS}:{self.port}"

    def words(self):
        yield from ["granian", "--interface", "wsgi", "--host", loopback.ADDRESS]
        yield from ["--port", self.port, "--workers", self.workers, "--blocking-threads", 4]
        yield "--respawn-failed-workers"
        yield "tests.served:application"

    def answers(self):
        try:
            return urllib.request.urlopen(self.url + "/healthz", timeout=5).status
        except urllib.error.HTTPError as answer:
            return answer.status
        except OSError:
            return None


class Worker(Process):
    """A Celery worker with two children, as in production: never eager."""

    def __init__(self, folder, *queues, **environment):
        super().__init__(folder, **environment)
        self.queues = queues
        self.name = f"test-{self.log.parent.name}@{socket.gethostname()}"

    def words(self):
        yield from ["celery", "-A", "portal", "worker", "--concurrency", 2]
        yield from ["--without-mingle", "--without-gossip"]
        if self.queues:
            yield from ["--queues", ",".join(self.queues)]
        yield from ["--hostname", self.name, "--loglevel", "INFO"]

    def answers(self):
        return b" ready." in self.log.read_bytes()[self.begun :]


class Admission(Process):
    """The process that calls people in from the waiting room."""

    def words(self):
        yield from ["manage", "admission"]

    def answers(self):
        bulletin.forget()
        return bulletin.read().get("line")


class Beat(Process):
    """The clock that rings every bell at its hour."""

    def words(self):
        schedule = self.log.with_suffix(".schedule")
        yield from ["celery", "-A", "portal", "beat", "--loglevel", "INFO", "--schedule", schedule]

    def answers(self):
        return b"beat: Starting" in self.log.read_bytes()[self.begun :]


def outdated(folder):
    """What was compressed of a static file as it was before: whitenoise would send it in place of
    the new one. The rest stays, for a portal that runs beside the tests sends it.
    """
    packed = [*folder.rglob("*.gz"), *folder.rglob("*.br")]
    return [each for each in packed if changed_since(each, each.with_suffix(""))]


def changed_since(packed, file):
    """Whether a file is another than was compressed, which has its time, but for less than a
    millisecond."""
    return not file.exists() or abs(packed.stat().st_mtime - file.stat().st_mtime) > 0.001


def family(pid):
    """The processes that a process started, and those that they did."""
    children = [int(each.name) for each in Path("/proc").glob("[0-9]*") if parent(each) == pid]
    return [*children, *(each for child in children for each in family(child))]


def parent(process):
    with suppress(OSError):
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])


def at_work_in(folder):
    """The processes whose working folder, or whose data, is inside."""
    return [
        int(process.name)
        for process in Path("/proc").glob("[0-9]*")
        if str(folder) in (where(process) or "")
    ]


def where(process):
    try:
        return os.readlink(process / "cwd")
    except OSError:
        return None


def kill(pids):
    """SIGKILL, in this order; those that end by themselves meanwhile are as dead."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def await_truth(ask, *, seconds=60):
    """Ask until the answer is true and return it; fail when it is still not after ``seconds``."""
    end = time.monotonic() + seconds
    while not (answer := ask()):
        if time.monotonic() > end:
            raise AssertionError(f"Not true after {seconds} seconds: {ask}")
        time.sleep(0.05)
    return answer


def seconds_of(act):
    began = time.monotonic()
    act()
    return time.monotonic() - began

"""Where a checkout's servers keep their data, and the lock that lets in one launcher at a time."""

import fcntl
import hashlib
import os
import shutil
import stat
from contextlib import contextmanager
from pathlib import Path

from .trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
#: What a demo writes before anybody notices that the disk is small.
NEEDED_MB = 300


def home():
    """``var/`` of the checkout; as root a folder for it alone that ``nobody`` can reach."""
    if os.geteuid():
        return made(ROOT / "var")
    key = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    return made(Path("/var/tmp") / f"vaccine-portal-{key}")


def made(folder):
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as refusal:
        raise Trouble(f"Cannot make {folder}: {refusal.strerror}.") from refusal
    if folder.stat().st_uid != os.geteuid() or not os.access(folder, os.W_OK):
        raise Trouble(f"{folder} belongs to somebody else; remove it or run as its owner.")
    if shutil.disk_usage(folder).free < NEEDED_MB << 20:
        raise Trouble(f"Disk full: {folder} has less than {NEEDED_MB} MB left.")
    return folder


@contextmanager
def locked(folder):
    """Hold a folder for this process. The lock dies with us, so that it is never stale."""
    with (folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip()
            raise Trouble(f"It runs already, as process {holder}, on {folder}.") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def reachable(path):
    """Whether any user of the machine may walk to a path."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents)

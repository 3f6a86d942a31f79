import errno
import socket
import sys
import time
from random import randint

from .trouble import Trouble

ADDRESS = "127.0.0.1"

_claims = []


def free_port():
    """A port nobody listens on, below those that the kernel gives to connections.

    It is ours until we end, though nobody may listen on it for a while.
    """
    return next(port for port in iter(lambda: randint(10_000, 32_000), None) if claimed(port))


def claimed(port):
    """Whether it was free and is ours now, among all processes of this machine that draw ports."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        if sys.platform == "linux":  # elsewhere there are no names that end with their process
            claim.bind(f"\0vaccine-portal-port-{port}")
    except OSError as trouble:
        # Where such names are forbidden one goes without.
        if trouble.errno == errno.EADDRINUSE:
            claim.close()
            return False
    if taken(port):
        claim.close()
        return False
    _claims.append(claim)
    return True


def taken(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return True
    return False


def await_answer(child, ask, *, name, log=None, seconds=90):
    """Wait for ``ask()`` to be true. Trouble tells the log's last words should the child fail."""
    end = time.monotonic() + seconds
    while child.poll() is None and time.monotonic() < end:
        if ask():
            return
        time.sleep(0.02)
    state = "does not answer" if child.poll() is None else "did not start"
    raise Trouble(f"{name} {state}{': ' + last_words(log) if log else ', see above.'}")


def await_end(ended, *, name, seconds=30):
    end = time.monotonic() + seconds
    while not ended():
        if time.monotonic() > end:
            raise Trouble(f"{name} does not end.")
        time.sleep(0.02)


def last_words(log):
    """The line that tells what went wrong: the last fatal one, or the last."""
    text = log.read_text(errors="replace") if log.exists() else ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    fatal = [line for line in lines if "FATAL" in line or "No space left" in line]
    return next(reversed(fatal or lines), "it said nothing")

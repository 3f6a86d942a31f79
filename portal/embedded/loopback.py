import socket
import time

from .trouble import Trouble

ADDRESS = "127.0.0.1"


def free_port():
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return probe.getsockname()[1]


def taken(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return True
    return False


def await_answer(child, ask, *, name, log, seconds=30):
    """Wait for ``ask()`` to be true. Trouble tells the log's last words should the child fail."""
    end = time.monotonic() + seconds
    while child.poll() is None and time.monotonic() < end:
        if ask():
            return
        time.sleep(0.02)
    state = "does not answer" if child.poll() is None else "did not start"
    raise Trouble(f"{name} {state}: {last_words(log)}")


def last_words(log):
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")

"""Processes that never outlive the one that started them."""

import ctypes
import os
import signal
import subprocess
import sys

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)


def die_with_parent(parent, farewell=signal.SIGTERM):
    """Have the kernel send ``farewell`` to this process when ``parent`` dies, however it dies."""
    if sys.platform != "linux":
        return
    libc.prctl(PR_SET_PDEATHSIG, farewell)
    if os.getppid() != parent:
        os.kill(os.getpid(), farewell)


def spawn(command, *, farewell=signal.SIGTERM, **options):
    """Start ``command`` in a session of its own: Ctrl-C reaches only us, and we end it in order."""
    parent = os.getpid()
    return subprocess.Popen(
        [str(word) for word in command],
        start_new_session=True,
        # After the change of user, which would clear it.
        preexec_fn=lambda: die_with_parent(parent, farewell),
        **{"stdin": subprocess.DEVNULL, **options},
    )


def end(child, *, farewell=signal.SIGTERM, patience=10):
    """Ask a child to end, wait, and kill it with its whole family if it does not."""
    if child.poll() is not None:
        return
    child.send_signal(farewell)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        kill(child)


def kill(child):
    """SIGKILL to a child and everything it started: no goodbye, as in a power cut."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()

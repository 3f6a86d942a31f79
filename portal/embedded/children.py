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


def tied_to_this_process(farewell=signal.SIGTERM):
    """What a child runs between fork and exec, after a change of user, which would untie it."""
    parent = os.getpid()
    return lambda: die_with_parent(parent, farewell)


def spawn(command, *, farewell=signal.SIGTERM, **options):
    """Start ``command`` in a session of its own: Ctrl-C reaches only us, and we end it in order."""
    return subprocess.Popen(
        [str(word) for word in command],
        start_new_session=True,
        preexec_fn=tied_to_this_process(farewell),
        **{"stdin": subprocess.DEVNULL, **options},
    )


def end(child, *, farewell=signal.SIGTERM, patience=10):
    """Ask a child to end, wait, and kill it with its whole family if it does not."""
    if child is None or child.poll() is not None:
        return
    child.send_signal(farewell)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        kill(child)


def kill(child):
    """SIGKILL to a child and everything it started: no goodbye, as in a power cut."""
    if child is not None and child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()

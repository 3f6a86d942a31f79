"""Start ``make run``, wait for a working portal, stop it with Ctrl-C, and look for leftovers."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

PORT = "8765"
ADDRESS = f"http://127.0.0.1:{PORT}"


def main():
    started = time.monotonic()
    run = subprocess.Popen(
        ["make", "run"],
        env=os.environ | {"PORT": PORT},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not answers("/readyz"):
            if run.poll() is not None or time.monotonic() - started > 180:
                sys.exit("make run did not reach a working portal within three minutes")
            time.sleep(0.5)
        print(f"Ready after {time.monotonic() - started:.0f} s")
        wrong = [page for page in ("/", "/book/", "/verify/", "/staff/login/") if not answers(page)]
    finally:
        os.killpg(run.pid, signal.SIGINT)
        run.wait(60)
    if wrong:
        sys.exit(f"These pages do not answer: {wrong}")
    if left := leftovers():
        sys.exit(f"These processes were left behind: {left}")
    print("Stopped, and nothing was left behind")


def answers(page):
    try:
        return urllib.request.urlopen(ADDRESS + page, timeout=5).status == 200
    except OSError:
        return False


def leftovers():
    """The programs of this checkout's virtual environment that still run, ourselves apart."""
    ours = str(Path(sys.prefix))
    commands = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            commands[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:
            continue
    return [
        command.decode(errors="replace")
        for pid, command in commands.items()
        if ours.encode() in command and pid != os.getpid()
    ]


if __name__ == "__main__":
    main()

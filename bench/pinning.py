"""Which processes run on which core, and what they cost there."""

import math
import os
from collections import defaultdict
from contextlib import suppress
from pathlib import Path


def families():
    """Processes by their parent."""
    children = defaultdict(list)
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        children[int(parent)].append(int(folder.name))
    return children


def below(*roots):
    """What these processes started, and what those did, and so on."""
    children, found = families(), list(roots)
    for each in found:
        found += children[each]
    return found[len(roots) :]


def running(word):
    """Those below this process whose command holds a word, with all that they started."""
    heads = [pid for pid in below(os.getpid()) if word in command(pid)]
    return sorted({*heads, *below(*heads)})


def command(pid):
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return ""
    return words.replace(b"\0", b" ").decode(errors="replace")


def pin(pids, core):
    """Put processes, their threads and what they start from now on, on one core."""
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").glob("*"):
            with suppress(OSError):
                os.sched_setaffinity(int(thread.name), {core})


def weigh(pids, weight):
    """Give the sessions of processes a share of their core, as ``CPUWeight=`` of a unit does.

    :param weight: where everybody's is 100; only root may give more. Each step of the kernel's is
        a fifth less.
    """
    steps = round(math.log(100 / weight, 1.25))
    for pid in pids:
        with suppress(OSError):
            Path(f"/proc/{pid}/autogroup").write_text(str(steps))


def spent(pids):
    """Processor seconds that processes, and those of theirs that ended, have used so far."""
    ticks = 0
    for pid in pids:
        try:
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, words[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")

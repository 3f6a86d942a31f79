"""Which processes run on which core, and what they cost there."""

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


def let_others_go_first(pids, nice):
    """Lower the priority of processes and their threads, as ``Nice=`` of a unit does."""
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").glob("*"):
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, int(thread.name), nice)


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

"""Posts at full speed from a client that does not steal the machine: wrk, or our own."""

import json
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from bench import visitors
from portal.embedded.loopback import ADDRESS

CONNECTIONS = 32
SCRIPT = Path(__file__).with_name("post.lua")


def client():
    return "wrk" if shutil.which("wrk") else "our own client in Python"


def post(port, target, file, seconds):
    """Send the file's posts for some seconds; return the client's figures and its own cost."""
    words = [port, CONNECTIONS, seconds, file, visitors.HOST, target]
    command = [sys.executable, "-m", "bench.client", *words]
    if shutil.which("wrk"):
        url = f"http://{ADDRESS}:{port}{target}"
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s"]
        command += ["--timeout", "30s"]
        command += ["-s", SCRIPT, url, "--", file, visitors.HOST, target]
    before = spent()
    said = subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE)
    figures = json.loads(said.stdout.splitlines()[-1])
    figures["client_cpu"] = (spent() - before) / figures["seconds"]
    return figures


def spent():
    """Processor seconds of children that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

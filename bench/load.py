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
POST, ASK = (Path(__file__).with_name(name) for name in ("post.lua", "ask.lua"))


def client():
    return "wrk" if shutil.which("wrk") else "our own client in Python"


def post(port, target, file, seconds):
    """Send the file's posts for some seconds; return the client's figures and its own cost."""
    words = [port, CONNECTIONS, seconds, file, visitors.HOST, target]
    command = [sys.executable, "-m", "bench.client", *words]
    if shutil.which("wrk"):
        command = [*wrk(port, target, seconds, POST), file, visitors.HOST, target]
    return figures(command)


def ask(port, target, seconds, method="GET"):
    """Send the same request again and again; return the client's figures and its own cost."""
    if not shutil.which("wrk"):
        raise SystemExit("This bench needs wrk: apt-get install wrk")
    return figures([*wrk(port, target, seconds, ASK), method, visitors.HOST])


def wrk(port, target, seconds, script):
    url = f"http://{ADDRESS}:{port}{target}"
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s"]
    return [*command, "--timeout", "30s", "-s", script, url, "--"]


def figures(command):
    before = spent()
    said = subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE)
    figures = json.loads(said.stdout.splitlines()[-1])
    figures["client_cpu"] = (spent() - before) / figures["seconds"]
    return figures


def spent():
    """Processor seconds of children that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

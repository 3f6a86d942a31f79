"""The portal as ``deploy/`` runs it: groups of processes on cores of their own, edge and store.

Each can be killed, and is started again as systemd would.
"""

import json
import os
import re
import signal
import time
from contextlib import suppress
from pathlib import Path

from bench import pinning
from bench.edge import edging
from bench.processes import admitting, serving, working
from portal.embedded.home import ROOT
from portal.embedded.loopback import free_port
from portal.embedded.valkey import CACHE, Valkey

SHARE = "deploy/systemd/{}.service.d/share.conf"
#: The units whose share of a core is written down.
UNITS = {name: f"portal-web@{name}" for name in ("booking", "identity", "waiting")}
UNITS |= {"edge": "nginx"}
#: The core of the booking area, of all other servers, and of the clients.
LAYOUTS = {"A": (0, 1, 1), "B": (0, 0, 1)}
INSIDE = ("booking", "gateless", "worker", "database")
WEB = {
    "booking": "portal.wsgi:application",
    "identity": "portal.wsgi:application",
    "landing": "portal.wsgi:application",
    "waiting": "portal.wsgi:application",
    "gateless": "bench.nogate:application",
}


def weight(name):
    """What a group's share of a core is, as ``deploy/`` says."""
    said = re.search(r"CPUWeight=(\d+)", (ROOT / SHARE.format(UNITS[name])).read_text())
    return int(said[1])


class Deployed:
    def __init__(self, environment, folder, stack):
        """:param stack: ends at its own end whatever was started here."""
        self.environment, self.folder, self.stack = environment, Path(folder), stack
        self.ports = {name: free_port() for name in WEB}
        self.bulletin = self.folder / "status.json"
        self.store = Valkey(self.folder / "store", policy=CACHE)
        stack.callback(self.store.stop)
        self.store.start()
        environment |= {"WAITING_BULLETIN": str(self.bulletin), "REDIS_URL": self.store.url}
        self.words = {name: f"--port {port} " for name, port in self.ports.items()}
        self.words |= {"worker": "-m celery", "database": "postgres", "edge": "nginx"}
        self.words |= {"store": "valkey", "admission": "manage.py admission"}
        for name in ("worker", "admission", *WEB):
            self.start(name)
        behind = {name: self.ports[name] for name in ("waiting", "identity", "landing")}
        behind |= {"bulletin": self.bulletin}
        self.edge = stack.enter_context(edging(booking=self.ports["booking"], **behind))
        self.open_edge = stack.enter_context(edging(booking=self.ports["gateless"], **behind))

    def start(self, name):
        if name == "store":
            self.store.start()
        elif name == "admission":
            self.stack.enter_context(admitting(self.environment))
        elif name == "worker":
            self.stack.enter_context(working(self.environment))
        else:
            application, port = WEB[name], self.ports[name]
            self.stack.enter_context(serving(self.environment, application, port))

    def kill(self, name):
        """As a power cut would: no goodbye."""
        if name == "store":
            self.store.kill()
        else:
            self.signal(name, signal.SIGKILL)

    def signal(self, name, word):
        for pid in self.pids(name):
            with suppress(ProcessLookupError):
                os.kill(pid, word)

    def pids(self, name):
        return [os.getpid()] if name == "client" else pinning.running(self.words[name])

    def lay_out(self, layout):
        """Put every server on its core, and whatever else we started with the clients."""
        booking, others, clients = LAYOUTS[layout]
        pinning.pin([os.getpid(), *pinning.below(os.getpid())], clients)
        for name in self.words:
            pinning.pin(self.pids(name), booking if name in INSIDE else others)
        for name in UNITS:
            pinning.weigh(self.pids(name), weight(name))

    def spent(self):
        """Processor seconds of each group so far."""
        return {name: pinning.spent(self.pids(name)) for name in (*self.words, "client")}

    def board(self):
        """What the bulletin says: nothing that is older than it may be."""
        try:
            board = json.loads(self.bulletin.read_bytes())
        except (OSError, ValueError):
            return {}
        return board if time.time() - board["at"] < board["good_for"] else {}

"""What dies while everybody waits, and how long until it is as before.

Each is started again as systemd would; a real browser loses its network meanwhile.
"""

import signal
import subprocess
import sys
import threading
import time

from bench.phone import possible
from bench.stage import tell
from portal.embedded.home import ROOT

#: What dies, and for how many seconds: as long as systemd waits, or as in 2021 a phone's network.
PLAN = (("store", 3), ("waiting", 2), ("booking", 2), ("admission", 1), ("network", 3))
#: What a smoke test has the time for.
SHORT = (("admission", 1),)
#: Seconds after which we give up waiting for a sign of life.
PATIENCE = 20


class Misfortunes:
    """One after the other, beside the crowd of a run."""

    def __init__(self, deployed, seconds, plan):
        self.deployed, self.plan, self.told = deployed, plan, {}
        self.every = seconds / (len(plan) + 0.5)
        self.thread, self.phone, self.ended = None, None, threading.Event()

    def start(self, run):
        self.run = run
        self.thread = threading.Thread(target=self.happen, daemon=True)
        self.thread.start()
        if possible() and len(self.plan) > 1:
            words = [sys.executable, "-m", "bench.phone", str(self.deployed.edge.tls_port)]
            self.phone = subprocess.Popen(
                [*words, str(run.seconds - 1)], cwd=ROOT, stdout=subprocess.PIPE, text=True
            )

    def happen(self):
        for number, (name, seconds) in enumerate(self.plan):
            if self.ended.wait(max(0, self.run.began + (number + 0.6) * self.every - time.time())):
                return
            self.told[name] = self.suffer(name, seconds)
        self.ended.wait()  # whatever this thread started ends with it

    def suffer(self, name, seconds):
        """:returns: for each sign of life, seconds from the death until it was seen."""
        signs, died = self.signs(name), time.time()
        if name == "network":
            self.deployed.signal("edge", signal.SIGSTOP)
        else:
            self.deployed.kill(name)
        figures = {}
        if name == "store":
            figures["paused"] = self.until(lambda since: self.says("state") == "paused", died)
        time.sleep(max(0, died + seconds - time.time()))
        if name == "network":
            self.deployed.signal("edge", signal.SIGCONT)
        else:
            self.deployed.start(name)
            self.deployed.lay_out("A")
        back = time.time()
        for sign, seen in signs.items():
            waited = self.until(seen, back)
            figures[sign] = None if waited is None else round(back - died + waited, 1)
        return figures

    def signs(self, name):
        """What shows that it is as before: asked with the moment since which it must be seen."""
        run, served = self.run, self.says("served")
        numbers = {"numbers": lambda since: run.joined > since}
        booked = {"bookings": lambda since: run.shown and run.shown[-1][0] > since}
        called = {"calls": lambda since: (self.says("served") or 0) > (served or 0)}
        return {
            "store": numbers | called,
            "waiting": numbers,
            "booking": booked,
            "admission": called,
            "network": numbers | booked,
        }[name]

    def says(self, word):
        return self.deployed.board().get(word)

    def until(self, seen, since):
        # Nobody is there any more to be given anything once the run is over.
        while time.time() < min(since + PATIENCE, self.run.until + 3):
            if seen(since):
                return round(time.time() - since, 1)
            time.sleep(0.02)
        return None

    def end(self):
        """:returns: what was seen, by what died."""
        self.ended.set()
        self.thread.join()
        for name, figures in self.told.items():
            seen = (f"{sign} after {seconds} s" for sign, seconds in figures.items())
            tell(f"  {name} away for {dict(self.plan)[name]} s: {', '.join(seen)}")
        if self.phone:
            told, _ = self.phone.communicate(timeout=30)
            tell(f"  a real browser, three seconds without network each time: {told.strip()}")
        elif not possible():
            tell("  no real browser here (Debian: apt install chromium-headless-shell)")
        return self.told

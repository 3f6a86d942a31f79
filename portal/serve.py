"""``python -m portal.serve``: the whole portal on this machine, ready to be tried."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from subprocess import PIPE

from portal.embedded import children, loopback
from portal.embedded.farewell import until_told
from portal.embedded.home import ROOT, home
from portal.embedded.servers import running
from portal.embedded.trouble import Trouble

STEPS = [
    ("Preparing the database", "migrate", "--verbosity=0"),
    ("Collecting the static files", "collectstatic", "--noinput", "--verbosity=0"),
    ("Loading the demo's clinics, rounds and places", "load_demo"),
]
HOST = os.environ.get("HOST", loopback.ADDRESS)
PORT = int(os.environ.get("PORT", "8000"))

SERVER = f"-m granian --interface wsgi --host {HOST} --port {PORT} --workers 2 --blocking-threads 4"
# Without its warning against root, who may well try the demo.
CELERY = "-W ignore::UserWarning -m celery --quiet --app portal"
# Workers have nothing to tell one another: what is done and what is left stands in rows.
WORKER = f"{CELERY} worker --without-mingle --without-gossip --loglevel WARNING --hostname"
# Whoever answers a bell sleeps through its quiet time: with four, sleepers keep no sweep waiting.
COMMANDS = {
    "web server": f"{SERVER} --log-level warning portal.wsgi:application".split(),
    "worker": f"{WORKER} bookings@%h --concurrency 4 --queues bookings".split(),
    "postman": f"{WORKER} post@%h --concurrency 2 --queues codes,messages".split(),
    "clerk": f"{WORKER} clerk@%h --concurrency 1 --queues exports".split(),
    "admission": ["manage.py", "admission"],
    "clock": [*f"{CELERY} beat --loglevel WARNING --schedule".split(), home() / "beat-schedule"],
}

READY = """
The portal is at http://{host}:{port}/   (Ctrl-C stops it)

Citizens  Book at http://{host}:{port}/book/ with an invented name, phone and registration number,
          say 650101 - 1234567: here nobody checks them. The code that a real telephone
          would receive by text message is printed below.

Staff     Sign in at http://{host}:{port}/staff/

{demo}"""


def main():
    if loopback.taken(PORT):
        raise Trouble(f"Port {PORT} is taken. Choose another one: PORT={PORT + 1} make run")
    with until_told(), running("run") as (environment, servers):
        demo = prepare({"DJANGO_SETTINGS_MODULE": "portal.settings", **environment})
        with ours(environment) as processes:
            loopback.await_answer(processes["web server"], answers, name="The web server")
            print(READY.format(host=HOST, port=PORT, demo=demo), flush=True)
            watch(servers | processes)


def prepare(environment):
    """Bring database, static files and demo up to date; return what the demo says of itself."""
    for what, *words in STEPS:
        print(f"{what} …", flush=True)
        command = [sys.executable, "-m", "django", *words]
        done = subprocess.run(command, env=environment, cwd=ROOT, stdout=PIPE, text=True)
        if done.returncode:
            raise Trouble(f"`manage.py {' '.join(words)}` failed; its reason stands above.")
    return done.stdout


@contextmanager
def ours(environment):
    """Web server, worker and clock, all ended on the way out."""
    processes = {}
    try:
        for name, words in COMMANDS.items():
            command = [sys.executable, *words]
            processes[name] = children.spawn(command, env=environment, cwd=ROOT)
        yield processes
    finally:
        for child in processes.values():
            children.end(child)


def answers():
    try:
        return urllib.request.urlopen(f"http://{loopback.ADDRESS}:{PORT}/", timeout=5)
    except urllib.error.HTTPError as answer:
        return answer
    except OSError:
        return None


def watch(processes):
    """Wait for ever, or say which process ended: nothing is restarted silently."""
    while all(child.poll() is None for child in processes.values()):
        time.sleep(0.5)
    name = next(name for name, child in processes.items() if child.poll() is not None)
    raise Trouble(f"The {name} ended by itself, so everything stops.")


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        sys.exit(f"{trouble}")

"""The portal's processes as they run in production, on the bench's database and store."""

import sys
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.embedded import children, loopback
from portal.embedded.home import ROOT
from portal.serve import COMMANDS


@contextmanager
def serving(environment, application, port=None):
    """The web server as in production, two workers; yield its port."""
    port = port or loopback.free_port()
    words = f"-m granian --interface wsgi --host {loopback.ADDRESS} --port {port} --workers 2"
    words = f"{words} --blocking-threads 4 --log-level warning {application}".split()
    with process(environment, words, name="The web server", answers=lambda: answers(port)):
        yield port


@contextmanager
def working(environment, gateway="accounts.sms.console.ConsoleBackend"):
    """The Celery workers and their clock, as ``portal.serve`` starts them, but none for exports.

    :param gateway: where messages end: in its log, as the real one is not what is measured.
    """
    environment = {**environment, "SMS_BACKEND": gateway}
    with TemporaryDirectory() as folder, ExitStack() as started:
        clock = [*COMMANDS["clock"][:-1], f"{folder}/beat"]
        for words in (COMMANDS["worker"], COMMANDS["postman"], clock):
            name, answers = "A worker", lambda: True
            started.enter_context(process(environment, words, name=name, answers=answers))
        yield


@contextmanager
def admitting(environment):
    """The process that calls people in and writes the bulletin, as ``portal.serve`` starts it."""
    bulletin = Path(environment["WAITING_BULLETIN"])
    words = ["manage.py", "admission"]
    with process(environment, words, name="Admission", answers=bulletin.exists):
        yield bulletin


@contextmanager
def process(environment, words, *, name, answers):
    """A child of ours and what it says, both gone at the end."""
    with TemporaryDirectory() as folder, (Path(folder) / "log").open("ab") as log:
        command = [sys.executable, *words]
        child = children.spawn(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        try:
            loopback.await_answer(child, answers, name=name, log=Path(log.name))
            yield child
        finally:
            children.end(child)


def answers(port):
    try:
        return urllib.request.urlopen(f"http://{loopback.ADDRESS}:{port}/", timeout=5)
    except urllib.error.HTTPError as answer:
        return answer
    except OSError:
        return None

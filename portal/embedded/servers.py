"""The servers a command needs, and the environment that tells it where they are."""

import os
from contextlib import ExitStack, contextmanager

from .home import home, locked, made
from .keys import keys
from .postgres import Postgres
from .valkey import BROKER, CACHE, Valkey

#: A portal without TLS and with an attester that believes everybody: a demo, nothing else.
DEMO = {
    "HTTPS": "0",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "ATTESTER": "accounts.attesters.Demo",
}


@contextmanager
def running(name, *, durable=True):
    """Start what the environment does not name; yield the whole environment and the children.

    DATABASE_URL and REDIS_URL win over servers of our own, and whatever else
    is set wins over the demo's settings. Each name has data of its own.
    """
    with ExitStack() as stack:
        folder = made(home() / name)
        stack.enter_context(locked(folder))
        secrets = keys(folder)
        password = secrets.pop("POSTGRES_PASSWORD")
        found, children = {}, {}

        def start(what, server):
            stack.callback(server.stop)
            server.start()
            children[what] = server.child
            return server.url

        if "DATABASE_URL" not in os.environ:
            postgres = Postgres(folder, password=password, durable=durable)
            found["DATABASE_URL"] = start("PostgreSQL", postgres)
        if "REDIS_URL" not in os.environ:
            cache = Valkey(folder / "cache", policy=CACHE, kept=durable)
            broker = Valkey(folder / "broker", policy=BROKER, kept=durable)
            found["REDIS_URL"] = start("cache", cache)
            found["BROKER_URL"] = start("broker", broker)
        yield {**DEMO, **secrets, **os.environ, **found}, children

"""What every bench stands on: a database and a store of its own, and a portal set up on them."""

import argparse
import json
import os
import sys
from contextlib import contextmanager

import django

from bench.database import Database, connected
from portal.embedded.servers import running

#: As in production behind one proxy of ours that speaks TLS to the world.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings",
    "DEBUG": "0",
    "HTTPS": "1",
    "TRUSTED_PROXIES": "1",
    "ALLOWED_HOSTS": "bench.example",
    "ATTESTER": "accounts.attesters.RefuseEverybody",
    "OIDC_CLIENTS": '{"bench": {}}',
    "SMS_BACKEND": "accounts.sms.solapi.SolapiBackend",
    "PORTAL_URL": "https://bench.example",
    "EMAIL_URL": "smtp://mail.invalid",
    # Names of files do not count here, and no front end has to be built for a bench.
    "STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
OURS = (
    *("DATABASE_URL", "REDIS_URL", "BROKER_URL"),
    *("SECRET_KEY", "PERSONAL_DATA_KEYS", "IDENTIFIER_PEPPERS"),
)


def options(description, seconds, rounds=None, smoke=3):
    """:param rounds: how often by default, where the command may say so.
    :param smoke: seconds of the small form.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--smoke", action="store_true", help="small data, a few seconds")
    parser.add_argument("--seconds", type=float, help=f"measure this long ({seconds})")
    if rounds:
        parser.add_argument("--rounds", type=int, help=f"measure this often ({rounds})")
    chosen = parser.parse_args()
    if rounds:
        chosen.rounds = chosen.rounds or (1 if chosen.smoke else rounds)
    chosen.seconds = chosen.seconds or (smoke if chosen.smoke else seconds)
    return chosen


@contextmanager
def stage(name, recipe, prepare, copied=True):
    """Servers up, data ready, Django set up in this process; yield the environment.

    :param recipe: what the data is made from; other words make other data.
    :param prepare: makes the data over the cursor it is given.
    :param copied: whether the bench works on a copy; one that hardly writes spares gigabytes.
    """
    for variable in OURS:
        os.environ.pop(variable, None)
    with running(f"bench-{name}") as (environment, _):
        environment |= PRODUCTION
        kept, run = (Database(environment["DATABASE_URL"], each) for each in ("kept", "run"))
        environment["DATABASE_URL"] = run.url if copied else kept.url
        os.environ.update(environment)
        django.setup()
        kept.make_once(recipe, environment, prepare)
        if copied:
            run.copy(kept)
        yield environment


def versions():
    with connected(os.environ["DATABASE_URL"]) as cursor:
        cursor.execute("SHOW server_version")
        (postgres,) = cursor.fetchone()
    python = sys.version.split()[0]
    return f"Python {python}, Django {django.get_version()}, PostgreSQL {postgres}"


def tell(words):
    print(words, flush=True)


def report(figures):
    """The one line that machines read; nothing may follow it."""
    print(json.dumps(figures), flush=True)
